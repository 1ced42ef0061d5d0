#include "fovea/kernels/native/window.h"

#include <algorithm>
#include <cstring>

namespace fovea::native {

std::optional<PlaneWindow> plane_window(const Shape& input, const Window& window) {
  const Shape shape = with_depth(input);
  if (shape[1] != 1 || window.kernel[0] != 1 || window.pad_begin[0] != 0 || window.pad_end[0] != 0)
    return std::nullopt;
  PlaneWindow plane{.height = shape[2],
                    .width = shape[3],
                    .channels = shape[4],
                    .out_height = 1,
                    .out_width = 1,
                    .kernel_height = window.kernel[1],
                    .kernel_width = window.kernel[2],
                    .stride_y = window.stride[1],
                    .stride_x = window.stride[2],
                    .dilation_y = window.dilation[1],
                    .dilation_x = window.dilation[2],
                    .top = window.pad_begin[1],
                    .left = window.pad_begin[2]};
  const std::int64_t rows = plane.height + plane.top + window.pad_end[1] - plane.rows_for(1);
  const std::int64_t columns = plane.width + plane.left + window.pad_end[2] - plane.columns_for(1);
  if (rows < 0 || columns < 0) return std::nullopt;
  plane.out_height = rows / plane.stride_y + 1;
  plane.out_width = columns / plane.stride_x + 1;
  return plane;
}

PaddedRows::PaddedRows(const PlaneWindow& window, std::int64_t rows, std::int64_t columns, std::int64_t multiple,
                       std::size_t most_bytes)
    : window_(window), strip_(rows) {
  const std::int64_t needed_rows = window.rows_for(rows), needed_columns = window.columns_for(columns);
  copies_ = window.top > 0 || window.left > 0 || needed_rows > window.height || needed_columns > window.width;
  row_ = (copies_ ? std::max(needed_columns, window.left + window.width) : window.width) * window.channels;
  const auto most = static_cast<std::int64_t>(most_bytes / sizeof(float));
  if (copies_)
    while (strip_ > multiple && window.rows_for(strip_) * row_ > most)
      strip_ = std::max(multiple, (strip_ / 2 + multiple - 1) / multiple * multiple);
  const bool joined = window.dilation_x == 1;
  run_ = joined ? window.kernel_width * window.channels : window.channels;
  for (std::int64_t y = 0; y < window.kernel_height; ++y)
    for (std::int64_t x = 0; x < (joined ? 1 : window.kernel_width); ++x)
      runs_.push_back(y * window.dilation_y * row_ + x * window.dilation_x * window.channels);
}

const float* PaddedRows::prepare(const float* image, std::int64_t first, std::int64_t rows, float* scratch) const {
  if (!copies_) return image + first * window_.stride_y * row_;
  const std::int64_t width = window_.width * window_.channels, left = window_.left * window_.channels;
  for (std::int64_t i = 0; i < window_.rows_for(rows); ++i) {
    const std::int64_t y = first * window_.stride_y - window_.top + i;
    float* to = scratch + i * row_ + left;
    if (y < 0 || y >= window_.height) {
      std::memset(to, 0, static_cast<std::size_t>(width) * sizeof(float));
    } else {
      std::memcpy(to, image + y * width, static_cast<std::size_t>(width) * sizeof(float));
    }
  }
  return scratch;
}

}  // namespace fovea::native
