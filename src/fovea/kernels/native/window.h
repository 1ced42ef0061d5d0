#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "fovea/kernels/operation.h"

namespace fovea::native {

/// A window sliding over images of `channels` channels: the two-dimensional part of fovea::Window with its shapes.
struct PlaneWindow {
  std::int64_t height = 1, width = 1, channels = 1;  ///< of the input
  std::int64_t out_height = 1, out_width = 1;
  std::int64_t kernel_height = 1, kernel_width = 1;
  std::int64_t stride_y = 1, stride_x = 1;
  std::int64_t dilation_y = 1, dilation_x = 1;
  std::int64_t top = 0, left = 0;

  /// Rows and columns that the windows of `rows` (`columns`) output pixels cover.
  std::int64_t rows_for(std::int64_t rows) const {
    return (rows - 1) * stride_y + (kernel_height - 1) * dilation_y + 1;
  }
  std::int64_t columns_for(std::int64_t columns) const {
    return (columns - 1) * stride_x + (kernel_width - 1) * dilation_x + 1;
  }
  /// Kernel rows [first, end) that meet the image from an output row; the others meet padding alone.
  struct KernelRows {
    std::int64_t first, end;
    bool operator==(const KernelRows&) const = default;
  };
  KernelRows kernel_rows(std::int64_t out_row) const {
    const std::int64_t y = out_row * stride_y - top;
    KernelRows rows{0, kernel_height};
    while (rows.end - rows.first > 1 && y + rows.first * dilation_y < 0) ++rows.first;
    while (rows.end - rows.first > 1 && y + (rows.end - 1) * dilation_y >= height) --rows.end;
    return rows;
  }
};

/// The window of a 1-D or 2-D operation from `input` to the spatial size that follows; nothing for a 3-D one.
std::optional<PlaneWindow> plane_window(const Shape& input, const Window& window);

/// The input of a sliding window as plain rows without borders: the image itself where windows never leave it, else
/// strips of rows copied between zeros into scratch.
class PaddedRows {
 public:
  /// `rows` and `columns` of output pixels are wanted, at most `most_bytes` copied at once (but one output row, and
  /// whole multiples of `multiple` output rows).
  PaddedRows(const PlaneWindow& window, std::int64_t rows, std::int64_t columns, std::int64_t multiple,
             std::size_t most_bytes);

  /// Output rows of one strip; the last may have fewer.
  std::int64_t strip() const { return strip_; }
  /// Floats of scratch, zeroed when the program was made.
  std::int64_t scratch() const { return copies_ ? window_.rows_for(strip_) * row_ : 0; }
  bool copies() const { return copies_; }
  /// Floats from one row to the next.
  std::int64_t row() const { return row_; }
  /// Offsets of each run of contiguous taps from the first tap of a window, and the length of a run.
  const std::vector<std::int64_t>& runs() const { return runs_; }
  std::int64_t run() const { return run_; }

  /// Where the window of output row `first` and column 0 begins; copies the strip's rows if need be.
  const float* prepare(const float* image, std::int64_t first, std::int64_t rows, float* scratch) const;

 private:
  PlaneWindow window_;
  bool copies_;
  std::int64_t strip_, row_, run_;
  std::vector<std::int64_t> runs_;
};

}  // namespace fovea::native
