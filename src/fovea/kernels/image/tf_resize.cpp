#include "fovea/kernels/image/tf_resize.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/kernels/image/resize.h"
#include "fovea/kernels/image/sampling.h"
#include "fovea/kernels/image/tf_lines.h"

namespace fovea {
namespace {

constexpr std::array<std::string_view, 6> names{"nearest", "bilinear", "bicubic", "area", "lanczos3", "lanczos5"};

struct Sizes {
  std::int64_t height, width, channels, to_height, to_width;
  std::int64_t row() const { return width * channels; }
  std::int64_t to_row() const { return to_width * channels; }
};

/// Each output is the mean of what its area covers.
Sampling area_sampling(std::int64_t from, std::int64_t to) {
  const float step = static_cast<float>(from) / static_cast<float>(to);
  Sampling table;
  table.taps = std::min(static_cast<std::int64_t>(std::ceil(step)) + 2, from);
  for (std::int64_t o = 0; o < to; ++o) {
    const float begin = static_cast<float>(o) * step, end = static_cast<float>(o + 1) * step;
    const auto pixel = std::min(static_cast<std::int64_t>(std::floor(begin)), from - table.taps);
    table.first.push_back(pixel);
    for (std::int64_t k = 0; k < table.taps; ++k) {
      const float left = static_cast<float>(pixel + k);
      table.weights.push_back(std::max(0.0f, std::min(end, left + 1) - std::max(begin, left)) / step);
    }
  }
  return table;
}

Sampling table_of(TfResize method, std::int64_t from, std::int64_t to) {
  switch (method) {
    case TfResize::bicubic:
      return sampling(Interpolation::bicubic, from, to, false);
    case TfResize::lanczos3:
      return sampling(Interpolation::lanczos3, from, to, false);
    case TfResize::lanczos5:
      return sampling(Interpolation::lanczos5, from, to, false);
    default:
      return area_sampling(from, to);
  }
}

/// Columns and rows are where one pixel of the output comes from.
void resize_nearest(const std::uint8_t* from, const Sizes& sizes, float* to) {
  const Sampling rows = sampling(Interpolation::nearest, sizes.height, sizes.to_height, false);
  const Sampling columns = sampling(Interpolation::nearest, sizes.width, sizes.to_width, false);
  for (const std::int64_t y : rows.first)
    for (const std::int64_t x : columns.first)
      to = std::copy_n(from + y * sizes.row() + x * sizes.channels, sizes.channels, to);
}

/// Rows that two outputs share are made once.
void resize_bilinear(const std::uint8_t* from, const Sizes& sizes, float* to) {
  std::vector<Tap> columns;
  for (std::int64_t x = 0; x < sizes.to_width; ++x) columns.push_back(bilinear_tap(x, sizes.width, sizes.to_width));
  const std::int64_t length = sizes.to_row();
  std::vector<float> both(static_cast<std::size_t>(2 * length));
  const std::array<float*, 2> lines{both.data(), both.data() + length};
  std::array<std::int64_t, 2> held{-1, -1};
  const auto line = [&](std::int64_t row, std::int64_t keep) {
    for (std::size_t i = 0; i < 2; ++i)
      if (held[i] == row) return lines[i];
    const std::size_t free = held[0] == keep ? 1 : 0;
    native::interpolate_columns(from + row * sizes.row(), sizes.width, sizes.channels, columns.data(), sizes.to_width,
                                lines[free]);
    held[free] = row;
    return lines[free];
  };
  for (std::int64_t y = 0; y < sizes.to_height; ++y, to += length) {
    const Tap tap = bilinear_tap(y, sizes.height, sizes.to_height);
    const float* upper = line(tap.first, tap.second);
    native::interpolate_rows(upper, line(tap.second, tap.first), tap.weight, length, to);
  }
}

/// Rows first, then columns, each a weighted sum.
void resize_weighted(const std::uint8_t* from, const Sizes& sizes, const Sampling& rows, const Sampling& columns,
                     float* to) {
  const std::int64_t channels = sizes.channels, length = sizes.row();
  std::vector<float> line(static_cast<std::size_t>(length));
  for (std::int64_t y = 0; y < sizes.to_height; ++y) {
    std::fill(line.begin(), line.end(), 0.0f);
    for (std::int64_t k = 0; k < rows.taps; ++k) {
      const auto weight = static_cast<float>(rows.weights[static_cast<std::size_t>(y * rows.taps + k)]);
      if (weight == 0) continue;
      const std::uint8_t* row = from + (rows.first[static_cast<std::size_t>(y)] + k) * length;
      for (std::int64_t i = 0; i < length; ++i)
        line[static_cast<std::size_t>(i)] += weight * static_cast<float>(row[i]);
    }
    for (std::int64_t x = 0; x < sizes.to_width; ++x)
      for (std::int64_t c = 0; c < channels; ++c) {
        const float* pixel =
            &line[static_cast<std::size_t>(columns.first[static_cast<std::size_t>(x)] * channels + c)];
        float sum = 0;
        for (std::int64_t k = 0; k < columns.taps; ++k)
          sum += static_cast<float>(columns.weights[static_cast<std::size_t>(x * columns.taps + k)]) *
                 pixel[k * channels];
        *to++ = sum;
      }
  }
}

}  // namespace

TfResize tf_resize_named(const std::string& name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end())
    fail(ErrorKind::usage, "interpolation is nearest, bilinear, bicubic, area, lanczos3 or lanczos5. Received '" +
                               name + "'. " + suggest(name, {names.begin(), names.end()}));
  return static_cast<TfResize>(found - names.begin());
}

void tf_resize(const std::uint8_t* from, std::int64_t height, std::int64_t width, std::int64_t channels,
               TfResize method, float* to, std::int64_t to_height, std::int64_t to_width) {
  const Sizes sizes{height, width, channels, to_height, to_width};
  const bool same = height == to_height && width == to_width;
  if (same) {
    std::copy_n(from, height * width * channels, to);
  } else if (method == TfResize::nearest) {
    resize_nearest(from, sizes, to);
  } else if (method == TfResize::bilinear) {
    resize_bilinear(from, sizes, to);
  } else {
    resize_weighted(from, sizes, table_of(method, height, to_height), table_of(method, width, to_width), to);
  }
}

}  // namespace fovea
