#pragma once
#include <cstdint>
#include <vector>

#include "fovea/kernels/image/pillow_lines.h"
#include "fovea/kernels/image/pillow_resize.h"

namespace fovea {

/// pillow_resize of a picture whose rows come a few at a time: they are resized while they are in the cache, and the picture
/// is nowhere as a whole. Multiples of sixteen rows are the fastest. Channels are resized alone: RGBA is to be multiplied before.
class PillowRows {
 public:
  /// Whether Pillow resizes columns before rows, which it does unless rows shrink more than twice as much.
  static bool columns_first(std::int64_t height, std::int64_t width, const BytePicture<std::uint8_t>& to);
  /// Input    height, width: of the picture that comes; box: within it; filter: not "nearest"
  PillowRows(std::int64_t height, std::int64_t width, const PixelBox& box, std::int64_t channels, PillowFilter filter,
             const BytePicture<std::uint8_t>& to);

  /// The next rows from the top. `to` is finished with the last of them.
  void add(const std::uint8_t* rows, std::int64_t count);

 private:
  void make_outputs();

  std::int64_t line_, to_line_;  ///< bytes of a row, and of one whose columns are resized
  ColumnSampling columns_;
  FixedSampling rows_;
  BytePicture<std::uint8_t> to_;
  std::vector<std::uint8_t> narrow_;  ///< rows whose columns are resized, from row `first_` on
  std::int64_t first_, held_ = 0;
  std::int64_t come_ = 0, made_ = 0;  ///< rows of the picture, of `to`
};

/// The same of "nearest", which takes any number of channels.
class NearestRows {
 public:
  NearestRows(std::int64_t width, const PixelBox& box, std::int64_t channels, const BytePicture<std::uint8_t>& to);

  void add(const std::uint8_t* rows, std::int64_t count);

 private:
  std::int64_t row_bytes_, channels_;
  std::vector<std::int64_t> columns_, rows_;  ///< where outputs come from
  std::uint8_t* to_;
  std::int64_t come_ = 0;  ///< rows of the picture
  std::size_t made_ = 0;   ///< rows of the output
};

}  // namespace fovea
