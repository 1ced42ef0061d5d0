#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "fovea/kernels/image/tf_lines.h"

namespace fovea {

/// Bilinear tf_resize of a picture whose rows come a few at a time.
class TfRows {
 public:
  /// Input    height, width: of the picture that comes
  /// Output   to: to_height x to_width x channels numbers
  TfRows(std::int64_t height, std::int64_t width, std::int64_t channels, float* to, std::int64_t to_height,
         std::int64_t to_width);

  /// The next rows from the top. `to` is finished with the last of them.
  void add(const std::uint8_t* rows, std::int64_t count);

 private:
  void add_row(const std::uint8_t* row, bool room_behind);

  std::int64_t row_bytes_;
  native::ColumnTaps columns_;
  std::vector<Tap> rows_;
  float* to_;
  std::array<std::vector<native::FourPixels>, 2> lines_;  ///< of the last row that was wanted, and of the one before
  std::vector<std::uint8_t> copy_;                        ///< of a row with nothing behind it
  std::int64_t come_ = 0;                                 ///< rows of the picture
  std::size_t made_ = 0;                                  ///< rows of `to`
};

}  // namespace fovea
