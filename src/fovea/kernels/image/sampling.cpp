#include "fovea/kernels/image/sampling.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <string_view>

#include "fovea/base/error.h"
#include "fovea/base/text.h"

namespace fovea {
namespace {

/// The pixels that make one output.
struct Span {
  std::int64_t first = 0;
  std::vector<double> weights;
};

/// All spans as long as the longest, inside a line of `length` pixels.
Sampling pack(const std::vector<Span>& spans, std::int64_t length) {
  Sampling table;
  for (const Span& span : spans) table.taps = std::max(table.taps, static_cast<std::int64_t>(span.weights.size()));
  table.weights.assign(spans.size() * static_cast<std::size_t>(table.taps), 0);
  for (std::size_t o = 0; o < spans.size(); ++o) {
    const std::int64_t first = std::clamp<std::int64_t>(spans[o].first, 0, length - table.taps);
    const auto place = o * static_cast<std::size_t>(table.taps) + static_cast<std::size_t>(spans[o].first - first);
    std::ranges::copy(spans[o].weights, table.weights.begin() + static_cast<std::ptrdiff_t>(place));
    table.first.push_back(first);
  }
  return table;
}

/// From here on numbers are float32 as TensorFlow's are: a centre that falls between two pixels must fall on its side.
float ratio(std::int64_t from, std::int64_t to) { return static_cast<float>(from) / static_cast<float>(to); }

float centre(std::int64_t output, float step) { return (static_cast<float>(output) + 0.5f) * step; }

Span nearest(std::int64_t output, float step, std::int64_t length) {
  return {std::min(static_cast<std::int64_t>(std::floor(centre(output, step))), length - 1), {1}};
}

Span bilinear(std::int64_t output, float step, std::int64_t length) {
  const float place = centre(output, step) - 0.5f, floor = std::floor(place);
  const std::int64_t low = std::max<std::int64_t>(static_cast<std::int64_t>(floor), 0),
                     high = std::min(static_cast<std::int64_t>(std::ceil(place)), length - 1);
  if (low >= high) return {std::min(low, length - 1), {1}};
  const double part = place - floor;
  return {low, {1 - part, part}};
}

/// Keys' cubic with a = -1/2 at a distance below 1 (inner) and between 1 and 2.
double cubic_inner(double x) { return ((1.5 * x - 2.5) * x) * x + 1; }
double cubic_outer(double x) { return ((-0.5 * x + 2.5) * x - 4) * x + 2; }

void normalize(std::vector<double>& weights) {
  float sum = 0;
  for (const double weight : weights) sum += static_cast<float>(weight);
  if (std::abs(sum) < 1000 * std::numeric_limits<float>::min()) return;
  for (double& weight : weights) weight /= static_cast<double>(sum);
}

/// TensorFlow's table of the cubic has 1024 steps a pixel.
Span bicubic(std::int64_t output, float step, std::int64_t length) {
  const float place = centre(output, step) - 0.5f;
  const auto pixel = static_cast<std::int64_t>(std::floor(place));
  const double part = static_cast<double>(std::lrint((place - static_cast<float>(pixel)) * 1024)) / 1024;
  const std::array<double, 4> all{cubic_outer(part + 1), cubic_inner(part), cubic_inner(1 - part),
                                  cubic_outer(2 - part)};
  Span span{std::max<std::int64_t>(pixel - 1, 0), {}};
  for (std::int64_t k = 0; k < 4; ++k)
    if (pixel - 1 + k >= 0 && pixel - 1 + k < length) span.weights.push_back(all[static_cast<std::size_t>(k)]);
  normalize(span.weights);
  return span;
}

/// Mitchell and Netravali's cubic with B = C = 1/3.
double mitchell(double x) {
  if (x >= 2) return 0;
  if (x >= 1) return ((-7.0 / 18 * x + 2) * x - 10.0 / 3) * x + 16.0 / 9;
  return ((7.0 / 6 * x - 2) * x) * x + 8.0 / 9;
}

/// Cut off at three deviations of half a pixel.
double gaussian(double x) { return x >= 1.5 ? 0 : std::exp(-2 * x * x); }

double lanczos(double radius, double x) {
  if (x > radius) return 0;
  if (x <= 1e-3) return 1;
  constexpr double pi = std::numbers::pi;
  return radius * std::sin(pi * x) * std::sin(pi * x / radius) / (pi * pi * x * x);
}

float radius_of(Interpolation interpolation) {
  switch (interpolation) {
    case Interpolation::gaussian:
      return 1.5f;
    case Interpolation::bicubic:
    case Interpolation::mitchellcubic:
      return 2;
    case Interpolation::lanczos3:
      return 3;
    case Interpolation::lanczos5:
      return 5;
    default:
      return 1;
  }
}

double filter(Interpolation interpolation, double x) {
  switch (interpolation) {
    case Interpolation::bicubic:
      return x >= 2 ? 0 : x >= 1 ? cubic_outer(x) : cubic_inner(x);
    case Interpolation::gaussian:
      return gaussian(x);
    case Interpolation::mitchellcubic:
      return mitchell(x);
    case Interpolation::lanczos3:
    case Interpolation::lanczos5:
      return lanczos(static_cast<double>(radius_of(interpolation)), x);
    default:
      return std::max(0.0, 1 - x);
  }
}

/// A filter laid over the line, wider by `width` when it shrinks.
Span filtered(Interpolation interpolation, std::int64_t output, float step, float width, std::int64_t length) {
  const float place = centre(output, step), reach = radius_of(interpolation) * width;
  const auto inside = [&](float pixel) {
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(pixel), 0, length - 1);
  };
  Span span{inside(std::ceil(place - reach - 0.5f)), {}};
  const std::int64_t last = inside(std::floor(place + reach - 0.5f));
  for (std::int64_t pixel = span.first; pixel <= last; ++pixel) {
    const float distance = std::abs((static_cast<float>(pixel) + 0.5f - place) * (1 / width));
    span.weights.push_back(filter(interpolation, static_cast<double>(distance)));
  }
  normalize(span.weights);
  return span;
}

constexpr std::array<std::string_view, 5> names{"nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"};

}  // namespace

Interpolation interpolation_named(const std::string& name, const std::string& who) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end())
    fail(ErrorKind::usage, who + ": interpolation is nearest, bilinear, bicubic, lanczos3 or lanczos5. Received '" +
                               name + "'. " + suggest(name, {names.begin(), names.end()}));
  return static_cast<Interpolation>(found - names.begin());
}

Sampling sampling(Interpolation interpolation, std::int64_t from, std::int64_t to, bool antialias) {
  const bool by_filter =
      interpolation >= Interpolation::lanczos3 || (antialias && interpolation != Interpolation::nearest);
  // A filter is placed by the inverse of the scale, which rounds on its own.
  const float step = by_filter ? static_cast<float>(1.0 / static_cast<double>(ratio(to, from))) : ratio(from, to);
  const float width = antialias ? std::max(step, 1.0f) : 1.0f;
  std::vector<Span> spans;
  for (std::int64_t o = 0; o < to; ++o)
    spans.push_back(by_filter                                  ? filtered(interpolation, o, step, width, from)
                    : interpolation == Interpolation::nearest  ? nearest(o, step, from)
                    : interpolation == Interpolation::bilinear ? bilinear(o, step, from)
                                                               : bicubic(o, step, from));
  return pack(spans, from);
}

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

Sampling transposed(const Sampling& table, std::int64_t inputs) {
  std::vector<Span> spans(static_cast<std::size_t>(inputs));
  for (std::int64_t o = 0; o < table.outputs(); ++o)
    for (std::int64_t k = 0; k < table.taps; ++k) {
      const double weight = table.weights[static_cast<std::size_t>(o * table.taps + k)];
      if (weight == 0) continue;
      Span& span = spans[static_cast<std::size_t>(table.first[static_cast<std::size_t>(o)] + k)];
      if (span.weights.empty()) span.first = o;
      span.weights.resize(static_cast<std::size_t>(o - span.first), 0);
      span.weights.push_back(weight);
    }
  return pack(spans, table.outputs());
}

}  // namespace fovea
