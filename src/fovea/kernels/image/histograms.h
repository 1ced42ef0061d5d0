#pragma once
#include "fovea/kernels/image/picture_change.h"
#include "fovea/kernels/image/value_range.h"

/// Changes by what values a picture has. Nothing is drawn.
namespace fovea {

/// Each channel stretched over the range; one of a single value stays.
PictureChangePtr stretch_contrast(const ValueRange& range);

/// Values of each channel spread evenly: a CountingChange.
PictureChangePtr equalize(std::int64_t bins, const ValueRange& range);

/// Values spread evenly tile by tile, between the tiles' middles by both or all four.
/// Input    clip_limit: most pixels of a value, over what an even spread would give; 0 for no limit
PictureChangePtr equalize_tiles(double clip_limit, std::int64_t rows, std::int64_t columns, const ValueRange& range);

}  // namespace fovea
