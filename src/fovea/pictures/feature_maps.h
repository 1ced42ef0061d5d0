#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "fovea/base/array.h"
#include "fovea/pictures/canvas.h"
#include "fovea/pictures/colour_map.h"

namespace fovea {

/// What a layer gives for one sample.
struct LayerMaps {
  std::string title;
  Array values;  ///< (H, W, C): C maps; (W, C): C lines; (C): numbers; float32
};

struct FeatureMapsOptions {
  std::int64_t rows = 0, columns = 0;  ///< of the grid of each layer; 0: as the page is wide, and as many as it takes
  std::int64_t most = 64;              ///< maps of a layer that are drawn; a title tells where there are more
  ColourMap colours = ColourMap::viridis;
};

/// One block a layer, one below the other: its title, then its maps in a grid, each with colours of its own from its smallest
/// to its largest number. Small maps are enlarged by whole steps, large ones shrunk. Numbers without places are a strip of
/// cells, read by rows; up to ten are written out as well.
/// Errors   usage: no layers, values of another rank or without elements, a grid with less room than there are maps to draw
Canvas draw_feature_maps(const std::vector<LayerMaps>& layers, const FeatureMapsOptions& options = {});

}  // namespace fovea
