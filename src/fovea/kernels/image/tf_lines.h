#pragma once
#include <cstdint>

#include "fovea/kernels/image/resize.h"

namespace fovea::native {

/// One row of bytes between its columns: output o comes from taps[o]. Any number of channels, side by side.
void interpolate_columns(const std::uint8_t* row, std::int64_t width, std::int64_t channels, const Tap* taps,
                         std::int64_t outputs, float* to);

/// `count` numbers between two rows.
void interpolate_rows(const float* upper, const float* lower, float weight, std::int64_t count, float* to);

}  // namespace fovea::native
