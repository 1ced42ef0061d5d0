#include "fovea/kernels/image/pillow_resize.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/kernels/image/pillow_lines.h"
#include "fovea/kernels/image/pillow_rows.h"

namespace fovea {
namespace {

constexpr std::array<std::string_view, 6> names{"nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"};

double sinc(double x) { return x == 0 ? 1 : std::sin(x * std::numbers::pi) / (x * std::numbers::pi); }

double bicubic(double x) {
  constexpr double a = -0.5;
  x = std::abs(x);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

double hamming(double x) {
  x = std::abs(x);
  if (x == 0) return 1;
  if (x >= 1) return 0;
  x *= std::numbers::pi;
  return std::sin(x) / x * (0.54f + 0.46f * std::cos(x));
}

/// use(how far a filter reaches, its function)
template <class Use>
FixedSampling with_filter(PillowFilter filter, const Use& use) {
  switch (filter) {
    case PillowFilter::box:
      return use(0.5, [](double x) { return x > -0.5 && x <= 0.5 ? 1.0 : 0.0; });
    case PillowFilter::hamming:
      return use(1, hamming);
    case PillowFilter::bicubic:
      return use(2, bicubic);
    case PillowFilter::lanczos:
      return use(3, [](double x) { return -3 <= x && x < 3 ? sinc(x) * sinc(x / 3) : 0.0; });
    default:
      return use(1, [](double x) { return std::max(0.0, 1 - std::abs(x)); });
  }
}

/// RGBA with colours multiplied by alpha, and back.
std::vector<std::uint8_t> multiplied(const std::uint8_t* pixels, std::int64_t count) {
  std::vector<std::uint8_t> result(pixels, pixels + 4 * count);
  for (std::uint8_t* pixel = result.data(); pixel != result.data() + result.size(); pixel += 4)
    for (int c = 0; c < 3; ++c) {
      const int product = pixel[c] * pixel[3] + 128;
      pixel[c] = static_cast<std::uint8_t>(((product >> 8) + product) >> 8);
    }
  return result;
}

void divide(std::uint8_t* pixels, std::int64_t count) {
  for (std::uint8_t* pixel = pixels; pixel != pixels + 4 * count; pixel += 4)
    if (pixel[3] != 0 && pixel[3] != 255)
      for (int c = 0; c < 3; ++c) pixel[c] = static_cast<std::uint8_t>(std::min(255 * pixel[c] / pixel[3], 255));
}

using Picture = BytePicture<const std::uint8_t>;

/// Rows become as many as `to` has.
void flatten(const Picture& from, const FixedSampling& rows, std::int64_t channels,
             const BytePicture<std::uint8_t>& to) {
  const std::int64_t row_bytes = to.width * channels;
  for (std::int64_t y = 0; y < to.height; ++y) {
    const auto o = static_cast<std::size_t>(y);
    native::sample_rows(from.pixels + rows.first[o] * row_bytes, row_bytes,
                        &rows.weights[o * static_cast<std::size_t>(rows.taps)], rows.count[o],
                        to.pixels + y * row_bytes);
  }
}

/// A pass is left out where it would change nothing.
void resize_filtered(const Picture& from, const PixelBox& box, std::int64_t channels, PillowFilter filter,
                     const BytePicture<std::uint8_t>& to) {
  const bool columns_change = to.width != from.width || box.left != 0 || box.right != to.width;
  const bool rows_change = to.height != from.height || box.top != 0 || box.bottom != to.height;
  const auto columns = [&] {
    return ColumnSampling(fixed_sampling(filter, from.width, box.left, box.right, to.width), from.width, channels);
  };
  const auto rows = [&] { return fixed_sampling(filter, from.height, box.top, box.bottom, to.height); };
  if (!rows_change && !columns_change) {
    std::copy_n(from.pixels, to.height * to.width * channels, to.pixels);
  } else if (!rows_change) {
    native::sample_columns(from.pixels, to.height, columns(), to.pixels);
  } else if (!columns_change) {
    flatten(from, rows(), channels, to);
  } else if (PillowRows::columns_first(from.height, from.width, to)) {
    PillowRows(from.height, from.width, box, channels, filter, to).add(from.pixels, from.height);
  } else {
    std::vector<std::uint8_t> flat(static_cast<std::size_t>(to.height * from.width * channels));
    flatten(from, rows(), channels, {flat.data(), to.height, from.width});
    native::sample_columns(flat.data(), to.height, columns(), to.pixels);
  }
}

}  // namespace

PillowFilter pillow_filter_named(const std::string& name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end())
    fail(ErrorKind::usage, "interpolation is nearest, box, bilinear, hamming, bicubic or lanczos. Received '" + name +
                               "'. " + suggest(name, {names.begin(), names.end()}));
  return static_cast<PillowFilter>(found - names.begin());
}

namespace {

template <class Filter>
FixedSampling sampling_of(double support, const Filter& filter, std::int64_t length, std::int64_t begin,
                          std::int64_t end, std::int64_t to) {
  const double step = static_cast<double>(end - begin) / static_cast<double>(to), width = std::max(step, 1.0);
  const double reach = support * width;
  const auto outputs = static_cast<std::size_t>(to);
  FixedSampling table;
  table.taps = static_cast<std::int64_t>(std::ceil(reach)) * 2 + 1;
  table.first.resize(outputs);
  table.count.resize(outputs);
  table.weights.resize(outputs * static_cast<std::size_t>(table.taps));
  std::vector<double> weights(static_cast<std::size_t>(table.taps));
  for (std::size_t o = 0; o < outputs; ++o) {
    const double centre = static_cast<double>(begin) + (static_cast<double>(o) + 0.5) * step;
    const std::int64_t first = std::max<std::int64_t>(static_cast<std::int64_t>(centre - reach + 0.5), 0);
    const std::int64_t last = std::min(static_cast<std::int64_t>(centre + reach + 0.5), length);
    const auto count = static_cast<std::size_t>(last - first);
    double sum = 0;
    for (std::size_t k = 0; k < count; ++k) {
      weights[k] = filter((static_cast<double>(first + static_cast<std::int64_t>(k)) - centre + 0.5) * (1 / width));
      sum += weights[k];
    }
    table.first[o] = first;
    table.count[o] = last - first;
    std::int32_t* const fixed = &table.weights[o * static_cast<std::size_t>(table.taps)];
    const double whole = sum != 0 ? sum : 1;
    for (std::size_t k = 0; k < count; ++k) {
      const double weight = weights[k] / whole;
      fixed[k] = static_cast<std::int32_t>(weight * (1 << fixed_sampling_bits) + (weight < 0 ? -0.5 : 0.5));
    }
  }
  return table;
}

}  // namespace

FixedSampling fixed_sampling(PillowFilter filter, std::int64_t length, std::int64_t begin, std::int64_t end,
                             std::int64_t to) {
  return with_filter(
      filter, [&](double support, const auto& value) { return sampling_of(support, value, length, begin, end, to); });
}

void pillow_resize(const BytePicture<const std::uint8_t>& from, const PixelBox& box, std::int64_t channels,
                   PillowFilter filter, const BytePicture<std::uint8_t>& to) {
  if (filter == PillowFilter::nearest)
    return NearestRows(from.width, box, channels, to).add(from.pixels, from.height);
  const bool whole = box.left == 0 && box.top == 0 && box.right == from.width && box.bottom == from.height;
  if (whole && to.height == from.height && to.width == from.width)
    return static_cast<void>(std::copy_n(from.pixels, to.height * to.width * channels, to.pixels));
  if (channels != 4) return resize_filtered(from, box, channels, filter, to);
  const std::vector<std::uint8_t> premultiplied = multiplied(from.pixels, from.height * from.width);
  resize_filtered({premultiplied.data(), from.height, from.width}, box, channels, filter, to);
  divide(to.pixels, to.height * to.width);
}

}  // namespace fovea
