#include "fovea/kernels/image/spline.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "fovea/base/error.h"
#include "fovea/base/text.h"

namespace fovea {
namespace {

constexpr std::array<std::string_view, 4> names{"constant", "nearest", "reflect", "wrap"};

/// With a filter that rings beyond the edge, "nearest" needs pixels there: this many on each side.
constexpr std::int64_t nearest_margin = 12;

/// A place beyond the line, brought back onto it; constant says -1.
double inside(double place, std::int64_t length, SplineEdge mode) {
  const double last = static_cast<double>(length - 1);
  if (place >= 0 && place <= last) return place;
  if (length == 1 && mode != SplineEdge::constant) return 0;
  const auto whole = [](double x) { return std::trunc(x); };
  switch (mode) {
    case SplineEdge::constant:
      return -1;
    case SplineEdge::nearest:  // whose taps are held at the ends, one by one: so far out they all are
      return std::clamp(place, -8.0, last + 8);
    case SplineEdge::reflect: {
      const double period = 2 * (last + 1);
      if (place < 0) {
        if (place < -period) place += period * whole(-place / period);
        if (place < -(last + 1)) return place + period;
        // A place of nearly 0 would come out below 0.
        return (place > -1e-15 ? 1e-15 : -place) - 1;
      }
      place -= period * whole(place / period);
      return place >= last + 1 ? period - place - 1 : place;
    }
    case SplineEdge::wrap:
      return place < 0 ? place + last * (whole(-place / last) + 1) : place - last * whole(place / last);
    case SplineEdge::grid_wrap:
      return place - (last + 1) * std::floor(place / (last + 1));
  }
  return place;
}

/// A pixel beyond the line, where splines reach over its end.
std::int64_t pixel_inside(std::int64_t pixel, std::int64_t length, SplineEdge mode) {
  if (pixel >= 0 && pixel < length) return pixel;
  if (length == 1) return 0;
  const auto modulo = [&](std::int64_t period) { return ((pixel % period) + period) % period; };
  switch (mode) {
    case SplineEdge::nearest:
      return std::clamp<std::int64_t>(pixel, 0, length - 1);
    case SplineEdge::reflect: {
      const std::int64_t place = modulo(2 * length);
      return place < length ? place : 2 * length - 1 - place;
    }
    case SplineEdge::grid_wrap:
      return modulo(length);
    default: {  // constant and wrap: mirrored at the centre of the last pixel, as their filter is
      const std::int64_t place = modulo(2 * length - 2);
      return place < length ? place : 2 * length - 2 - place;
    }
  }
}

std::vector<double> poles_of(int order) {
  switch (order) {
    case 2:
      return {std::sqrt(8.0) - 3.0};
    case 3:
      return {std::sqrt(3.0) - 2.0};
    case 4:
      return {std::sqrt(664.0 - std::sqrt(438976.0)) + std::sqrt(304.0) - 19.0,
              std::sqrt(664.0 + std::sqrt(438976.0)) - std::sqrt(304.0) - 19.0};
    case 5:
      return {std::sqrt(67.5 - std::sqrt(4436.25)) + std::sqrt(26.25) - 6.5,
              std::sqrt(67.5 + std::sqrt(4436.25)) - std::sqrt(26.25) - 6.5};
    default:
      return {};
  }
}

/// The sum over the line and all that comes before it, at its first place: c[0] = s[0] + z s[-1] + z^2 s[-2] + ...
double before_first(std::span<const double> s, double z, SplineEdge mode) {
  const std::size_t n = s.size();
  double sum = 0, power = z;
  if (mode == SplineEdge::grid_wrap) {
    for (std::size_t i = n; i-- > 1; power *= z) sum += power * s[i];
    return (s[0] + sum) / (1 - power);
  }
  if (mode == SplineEdge::reflect || mode == SplineEdge::nearest) {
    const double far = std::pow(z, static_cast<double>(n));
    sum = s[0] + far * s[n - 1];
    for (std::size_t i = 1; i < n; ++i, power *= z)
      // scipy takes its sum so far for the first value in the last place; followed, as its pictures depend on it.
      sum += power * (s[i] + far * (i + 1 < n ? s[n - 1 - i] : sum));
    return sum * z / (1 - far * far) + s[0];
  }
  for (std::size_t i = 1; i < n; ++i, power *= z) sum += power * s[i];
  for (std::size_t i = n - 1; i-- > 1; power *= z) sum += power * s[i];
  return (s[0] + sum) / (1 - power);
}

/// The same from the other side, of what the first pass left.
double after_last(std::span<const double> c, double z, SplineEdge mode) {
  const std::size_t n = c.size();
  if (mode == SplineEdge::grid_wrap) {
    double sum = c[n - 1], power = z;
    for (std::size_t i = 0; i + 1 < n; ++i, power *= z) sum += power * c[i];
    return sum * z / (power - 1);
  }
  if (mode == SplineEdge::reflect || mode == SplineEdge::nearest) return c[n - 1] * z / (z - 1);
  return (z * c[n - 2] + c[n - 1]) * z / (z * z - 1);
}

/// The pictures that splines are laid through: one channel of coefficients, or the pixels themselves.
struct Plane {
  std::vector<double> values;
  std::int64_t rows = 0, columns = 0, margin = 0;
};

Plane plane_of(const float* input, std::int64_t rows, std::int64_t columns, std::int64_t channels,
               const SplineSampling& sampling) {
  const std::int64_t margin = sampling.order > 1 && sampling.edge == SplineEdge::nearest ? nearest_margin : 0;
  Plane plane{{}, rows + 2 * margin, columns + 2 * margin, margin};
  plane.values.resize(static_cast<std::size_t>(plane.rows * plane.columns));
  double* value = plane.values.data();
  for (std::int64_t r = 0; r < plane.rows; ++r) {
    const float* line = input + std::clamp<std::int64_t>(r - margin, 0, rows - 1) * columns * channels;
    for (std::int64_t c = 0; c < plane.columns; ++c)
      *value++ = static_cast<double>(line[std::clamp<std::int64_t>(c - margin, 0, columns - 1) * channels]);
  }
  if (sampling.order < 2) return plane;
  const auto size = [](std::int64_t n) { return static_cast<std::size_t>(n); };
  std::vector<double> line(size(plane.rows));
  for (std::size_t c = 0; c < size(plane.columns); ++c) {
    for (std::size_t r = 0; r < line.size(); ++r) line[r] = plane.values[r * size(plane.columns) + c];
    spline_filter(line, sampling.order, sampling.edge);
    for (std::size_t r = 0; r < line.size(); ++r) plane.values[r * size(plane.columns) + c] = line[r];
  }
  for (std::size_t r = 0; r < size(plane.rows); ++r)
    spline_filter({plane.values.data() + r * size(plane.columns), size(plane.columns)}, sampling.order,
                  sampling.edge);
  return plane;
}

/// The pixels and weights of one axis at one place.
struct Taps {
  std::array<std::int64_t, 6> pixel{};
  std::array<double, 6> weight{};
  bool constant = false;

  Taps(double place, std::int64_t length, const SplineSampling& sampling) {
    const double at = inside(place, length, sampling.edge);
    constant = sampling.edge == SplineEdge::constant && at < 0;
    if (constant) return;
    const std::int64_t first = first_tap(at, sampling.order);
    for (int k = 0; k <= sampling.order; ++k)
      pixel[static_cast<std::size_t>(k)] = pixel_inside(first + k, length, sampling.edge);
    spline_weights(at, sampling.order, weight.data());
  }
};

}  // namespace

SplineEdge spline_edge_named(const std::string& name, const std::string& who) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end())
    fail(ErrorKind::usage, who + ": fill_mode is constant, nearest, reflect or wrap. Received '" + name + "'. " +
                               suggest(name, {names.begin(), names.end()}));
  return static_cast<SplineEdge>(found - names.begin());
}

std::int64_t first_tap(double place, int order) {
  return static_cast<std::int64_t>(std::floor(order % 2 == 1 ? place : place + 0.5)) - order / 2;
}

void spline_weights(double place, int order, double* weights) {
  // The B-spline of degree d is a mean of two of degree d - 1, weighted by how far the place is from their ends.
  const double part = place - static_cast<double>(first_tap(place, order)) - 0.5 * (order - 1);
  std::fill_n(weights, order + 1, 0.0);
  weights[0] = 1;
  for (int degree = 1; degree <= order; ++degree) {
    double carried = 0;
    for (int k = 0; k < degree; ++k) {
      const double reached = (part + degree - 1 - k) / degree, share = weights[k];
      weights[k] = carried + share * (1 - reached);
      carried = share * reached;
    }
    weights[degree] = carried;
  }
  double rest = 1;
  for (int k = 0; k < order; ++k) rest -= weights[k];
  weights[order] = rest;
}

void spline_filter(std::span<double> line, int order, SplineEdge mode) {
  const std::size_t n = line.size();
  if (n < 2) return;
  const std::vector<double> poles = poles_of(order);
  double gain = 1;
  for (const double z : poles) gain *= (1 - z) * (1 - 1 / z);
  for (double& value : line) value *= gain;
  for (const double z : poles) {
    line[0] = before_first(line, z, mode);
    for (std::size_t i = 1; i < n; ++i) line[i] += z * line[i - 1];
    line[n - 1] = after_last(line, z, mode);
    for (std::size_t i = n - 1; i-- > 0;) line[i] = z * (line[i + 1] - line[i]);
  }
}

void affine_spline(const float* input, std::int64_t rows, std::int64_t columns, std::int64_t channels,
                   const PixelMap& map, const SplineSampling& sampling, float* output) {
  std::vector<Plane> planes;
  for (std::int64_t k = 0; k < channels; ++k)
    planes.push_back(plane_of(input + k, rows, columns, channels, sampling));
  const auto margin = static_cast<double>(planes.front().margin);
  const std::int64_t height = planes.front().rows, width = planes.front().columns;
  const auto taps = static_cast<std::size_t>(sampling.order) + 1;
  for (std::int64_t r = 0; r < rows; ++r)
    for (std::int64_t c = 0; c < columns; ++c, output += channels) {
      const auto y = static_cast<double>(r), x = static_cast<double>(c);
      const Taps down(map[2] + y * map[0] + x * map[1] + margin, height, sampling);
      const Taps across(map[5] + y * map[3] + x * map[4] + margin, width, sampling);
      if (down.constant || across.constant) {
        std::fill_n(output, channels, static_cast<float>(sampling.cval));
        continue;
      }
      for (std::int64_t k = 0; k < channels; ++k) {
        const double* values = planes[static_cast<std::size_t>(k)].values.data();
        double sum = 0;
        for (std::size_t i = 0; i < taps; ++i)
          for (std::size_t j = 0; j < taps; ++j)
            sum += values[down.pixel[i] * width + across.pixel[j]] * down.weight[i] * across.weight[j];
        output[k] = static_cast<float>(sum);
      }
    }
}

}  // namespace fovea
