#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "fovea/kernels/image/resize.h"

namespace fovea::native {

/// Bytes that are read from a pixel's first one on: so many less one lie behind a row's last pixel, whatever they are.
inline constexpr std::int64_t columns_reach = 16;

/// Where the columns of a bilinearly resized row come from. Filled up to a multiple of four outputs.
struct ColumnTaps {
  ColumnTaps(std::int64_t width, std::int64_t channels, std::int64_t outputs);
  /// Floats of a line that interpolate_columns can write.
  std::int64_t room() const { return static_cast<std::int64_t>(places.size()) * std::max<std::int64_t>(channels, 4); }

  std::int64_t channels, outputs;
  std::vector<std::int32_t> places;  ///< left pixels, in bytes from the row's first
  std::vector<float> weights;        ///< right pixels', the same four times; 0 where there is none
};

/// One row of bytes between its columns; channels lie side by side. What is in `to` behind the outputs is of no use.
/// Input    row: columns_reach - 1 bytes more can be read
/// Output   to: room() floats
void interpolate_columns(const std::uint8_t* row, const ColumnTaps& columns, float* to);

/// `count` numbers between two rows.
void interpolate_rows(const float* upper, const float* lower, float weight, std::int64_t count, float* to);

}  // namespace fovea::native
