#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "fovea/kernels/image/resize.h"

namespace fovea::native {

/// Bytes that are read from a pixel's first one on: so many less one lie behind a row's last pixel, whatever they are.
inline constexpr std::int64_t columns_reach = 16;

/// Four pixels of up to four channels: a cache line, as vectors that cross one take longer.
struct alignas(64) FourPixels {
  float values[16];
};

/// Where the columns of a bilinearly resized row come from. Filled up to a multiple of four outputs.
struct ColumnTaps {
  ColumnTaps(std::int64_t width, std::int64_t channels, std::int64_t outputs);
  /// A line that interpolate_columns can write. Units    FourPixels
  std::int64_t line() const;

  std::int64_t channels, outputs;
  std::vector<std::int32_t> places;  ///< left pixels, in bytes from the row's first
  std::vector<FourPixels> weights;   ///< right pixels', one for all channels; 0 where there is none
};

/// One row of bytes between its columns.
/// Input    row: columns_reach - 1 bytes more can be read
/// Output   to: a line for interpolate_rows
void interpolate_columns(const std::uint8_t* row, const ColumnTaps& columns, FourPixels* to);

/// A row between two lines.
/// Output   to: outputs x channels numbers
void interpolate_rows(const FourPixels* upper, const FourPixels* lower, float weight, const ColumnTaps& columns,
                      float* to);

}  // namespace fovea::native
