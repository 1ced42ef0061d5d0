#pragma once
#include <array>

#include "fovea/kernels/image/picture_change.h"
#include "fovea/kernels/image/value_range.h"

/// Changes that mix each pixel with those around it; beyond the edges is 0.
namespace fovea {

/// Pictures between smoothed (0) and sharpened (1) ones; 0.5 leaves them. Numbers: factor.
PictureChangePtr sharpen(const Interval& factor, const ValueRange& range);

/// Some pictures blurred. Numbers: should_apply_blur (0 or 1), blur_factor (two deviations, which the batch shares).
/// Input    kernel: Keras' kernel_size, both odd
/// Units    px
PictureChangePtr blur(const Interval& probability, std::array<std::int64_t, 2> kernel, const Interval& sigma,
                      const ValueRange& range);

/// weights[i], i < size, of a Gauss curve about their middle; their sum is 1.
void gauss_weights(float sigma, std::int64_t size, float* weights);

}  // namespace fovea
