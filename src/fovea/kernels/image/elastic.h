#pragma once
#include "fovea/kernels/image/value_range.h"
#include "fovea/kernels/image/warp.h"

namespace fovea {

/// Some pictures bent: each pixel shows a place on the diagonal through it, as Keras moves both axes by the same
/// numbers. What is beyond the edges follows Keras' map_coordinates, where `reflect` mirrors without repeating the first
/// pixel on the left and above. Numbers: apply_transform (0 or 1), distortion_factor (which the batch shares), field
/// (normal numbers, one a pixel, before they are smoothed).
/// Source   keras/src/backend/tensorflow/image.py elastic_transform, 3.15
PictureChangePtr bend(const Interval& probability, const Interval& scale, const WarpStyle& style,
                      const ValueRange& range);

}  // namespace fovea
