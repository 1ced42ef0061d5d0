#include "fovea/kernels/image/tf_resize.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/kernels/image/resize.h"
#include "fovea/kernels/image/tf_rows.h"

namespace fovea {
namespace {

constexpr std::array<std::string_view, 8> names{"nearest",  "bilinear", "bicubic",  "area",
                                                "lanczos3", "lanczos5", "gaussian", "mitchellcubic"};

struct Sizes {
  std::int64_t height, width, channels, to_height, to_width;
  std::int64_t row() const { return width * channels; }
  std::int64_t to_row() const { return to_width * channels; }
};

/// Columns and rows are where one pixel of the output comes from.
void resize_nearest(const std::uint8_t* from, const Sizes& sizes, float* to) {
  const Sampling rows = sampling(Interpolation::nearest, sizes.height, sizes.to_height, false);
  const Sampling columns = sampling(Interpolation::nearest, sizes.width, sizes.to_width, false);
  for (const std::int64_t y : rows.first)
    for (const std::int64_t x : columns.first)
      to = std::copy_n(from + y * sizes.row() + x * sizes.channels, sizes.channels, to);
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
    fail(ErrorKind::usage,
         "interpolation is nearest, bilinear, bicubic, area, lanczos3, lanczos5, gaussian or mitchellcubic. "
         "Received '" +
             name + "'. " + suggest(name, {names.begin(), names.end()}));
  return static_cast<TfResize>(found - names.begin());
}

Sampling tf_sampling(TfResize method, std::int64_t from, std::int64_t to) {
  const auto table = [&](Interpolation interpolation) { return sampling(interpolation, from, to, false); };
  switch (method) {
    case TfResize::nearest:
      return table(Interpolation::nearest);
    case TfResize::bilinear:
      return table(Interpolation::bilinear);
    case TfResize::bicubic:
      return table(Interpolation::bicubic);
    case TfResize::lanczos3:
      return table(Interpolation::lanczos3);
    case TfResize::lanczos5:
      return table(Interpolation::lanczos5);
    case TfResize::gaussian:
      return table(Interpolation::gaussian);
    case TfResize::mitchellcubic:
      return table(Interpolation::mitchellcubic);
    case TfResize::area:
      return area_sampling(from, to);
  }
  return {};
}

void tf_resize(const std::uint8_t* from, std::int64_t height, std::int64_t width, std::int64_t channels,
               TfResize method, float* to, std::int64_t to_height, std::int64_t to_width) {
  const Sizes sizes{height, width, channels, to_height, to_width};
  const bool smooths = method == TfResize::gaussian || method == TfResize::mitchellcubic;
  const bool same = height == to_height && width == to_width && !smooths;
  if (same) {
    std::copy_n(from, height * width * channels, to);
  } else if (method == TfResize::nearest) {
    resize_nearest(from, sizes, to);
  } else if (method == TfResize::bilinear) {
    TfRows(height, width, channels, to, to_height, to_width).add(from, height);
  } else {
    resize_weighted(from, sizes, tf_sampling(method, height, to_height), tf_sampling(method, width, to_width), to);
  }
}

}  // namespace fovea
