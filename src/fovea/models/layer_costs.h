#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "fovea/models/network.h"

namespace fovea {

/// What one sample costs in a layer, over all of its calls.
struct LayerCosts {
  std::int64_t multiply_adds = 0;     ///< of convolutions and dense products
  std::int64_t activation_bytes = 0;  ///< of its outputs in float32
  /// Input pixels that one output pixel depends on. Units    px (height, width); all: the whole picture
  std::int64_t field_height = 1, field_width = 1;
  bool whole_field = false;
};

/// Costs by layer, nested models with the sum of theirs. Empty where an input's size is not known.
std::map<const LayerBase*, LayerCosts> layer_costs(const Network& network);

}  // namespace fovea
