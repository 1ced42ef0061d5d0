#include <algorithm>

#include "fovea/kernels/native/planes.h"
#include "fovea/kernels/native/rows.h"

namespace fovea::native {

PlaneLayout::PlaneLayout(const PlaneWindow& window, std::int64_t columns, std::int64_t rows)
    : channels(window.channels) {
  const std::int64_t lanes = vector_lanes();
  const std::int64_t width = std::max(window.columns_for(columns), window.left + window.width);
  pitch = (width + lanes - 1) / lanes * lanes;
  plane = window.rows_for(rows) * pitch + lanes;
}

std::vector<std::int64_t> plane_taps(const PlaneWindow& window, const PlaneLayout& layout) {
  std::vector<std::int64_t> taps;
  for (std::int64_t y = 0; y < window.kernel_height; ++y)
    for (std::int64_t x = 0; x < window.kernel_width; ++x)
      for (std::int64_t c = 0; c < window.channels; ++c)
        taps.push_back(c * layout.plane + y * window.dilation_y * layout.pitch + x * window.dilation_x);
  return taps;
}

std::vector<std::int64_t> taps_by_channel(const PlaneWindow& window) {
  std::vector<std::int64_t> numbers;
  for (std::int64_t c = 0; c < window.channels; ++c)
    for (std::int64_t i = 0; i < window.kernel_height * window.kernel_width; ++i)
      numbers.push_back(i * window.channels + c);
  return numbers;
}

}  // namespace fovea::native
