#include "fovea/kernels/image/spline.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>
#include <vector>

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

/// The roots of the B-spline's values at whole places that lie within the unit circle.
std::span<const double> poles_of(int order) {
  static const std::array<double, 1> second{std::sqrt(8.0) - 3.0}, third{std::sqrt(3.0) - 2.0};
  static const std::array<double, 2> fourth{std::sqrt(664.0 - std::sqrt(438976.0)) + std::sqrt(304.0) - 19.0,
                                            std::sqrt(664.0 + std::sqrt(438976.0)) - std::sqrt(304.0) - 19.0};
  static const std::array<double, 2> fifth{std::sqrt(67.5 - std::sqrt(4436.25)) + std::sqrt(26.25) - 6.5,
                                           std::sqrt(67.5 + std::sqrt(4436.25)) - std::sqrt(26.25) - 6.5};
  switch (order) {
    case 2:
      return second;
    case 3:
      return third;
    case 4:
      return fourth;
    default:
      return fifth;
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

/// What a line must be filtered with so that the spline goes through its values: the coefficients that take their place.
void filter_line(std::span<double> line, int order, SplineEdge edge) {
  const std::size_t n = line.size();
  if (n < 2) return;
  const std::span<const double> poles = poles_of(order);
  double gain = 1;
  for (const double z : poles) gain *= (1 - z) * (1 - 1 / z);
  for (double& value : line) value *= gain;
  for (const double z : poles) {
    line[0] = before_first(line, z, edge);
    for (std::size_t i = 1; i < n; ++i) line[i] += z * line[i - 1];
    line[n - 1] = after_last(line, z, edge);
    for (std::size_t i = n - 1; i-- > 0;) line[i] = z * (line[i + 1] - line[i]);
  }
}

std::size_t size(std::int64_t n) { return static_cast<std::size_t>(n); }

/// A picture of values that splines are laid through: pixels, or coefficients with a margin.
template <class Value>
struct Lattice {
  const Value* values = nullptr;
  std::int64_t rows = 0, columns = 0, margin = 0;
};

/// The coefficients of a picture for a spline of order 2 and above, in `storage`.
Lattice<double> coefficients(const float* input, std::int64_t rows, std::int64_t columns, std::int64_t channels,
                             const SplineSampling& sampling, std::vector<double>& storage) {
  const std::int64_t margin = sampling.edge == SplineEdge::nearest ? nearest_margin : 0;
  const Lattice<double> lattice{nullptr, rows + 2 * margin, columns + 2 * margin, margin};
  storage.resize(size(lattice.rows * lattice.columns * channels));
  double* value = storage.data();
  for (std::int64_t r = 0; r < lattice.rows; ++r) {
    const float* line = input + std::clamp<std::int64_t>(r - margin, 0, rows - 1) * columns * channels;
    for (std::int64_t c = 0; c < lattice.columns; ++c) {
      const float* pixel = line + std::clamp<std::int64_t>(c - margin, 0, columns - 1) * channels;
      value = std::copy_n(pixel, channels, value);
    }
  }
  std::vector<double> line;
  const auto filter = [&](double* first, std::int64_t length, std::int64_t step) {
    line.resize(size(length));
    for (std::size_t i = 0; i < line.size(); ++i) line[i] = first[i * size(step)];
    filter_line(line, sampling.order, sampling.edge);
    for (std::size_t i = 0; i < line.size(); ++i) first[i * size(step)] = line[i];
  };
  const std::int64_t row = lattice.columns * channels;
  for (std::int64_t i = 0; i < row; ++i) filter(storage.data() + i, lattice.rows, row);
  for (std::int64_t r = 0; r < lattice.rows; ++r)
    for (std::int64_t k = 0; k < channels; ++k) filter(storage.data() + r * row + k, lattice.columns, channels);
  return {storage.data(), lattice.rows, lattice.columns, margin};
}

std::int64_t whole_below(double x) {
  const auto cut = static_cast<std::int64_t>(x);
  return cut - (static_cast<double>(cut) > x ? 1 : 0);
}

/// The pixels of one axis that a spline takes at a place, and their weights.
template <int order>
struct Taps {
  std::array<std::int64_t, order + 1> pixel;
  std::array<double, order + 1> weight;
  bool constant = false;

  Taps(double place, std::int64_t length, SplineEdge edge) {
    const double at = inside(place, length, edge);
    constant = edge == SplineEdge::constant && at < 0;
    if (constant) return;
    const std::int64_t first = whole_below(order % 2 == 1 ? at : at + 0.5) - order / 2;
    const bool within = first >= 0 && first + order < length;
    for (std::int64_t k = 0; k <= order; ++k)
      pixel[size(k)] = within ? first + k : pixel_inside(first + k, length, edge);
    weigh(at - static_cast<double>(first) - 0.5 * (order - 1));
  }

 private:
  /// The B-spline of a degree is a mean of two of the degree below, weighted by how far the place is from their ends.
  void weigh(double part) {
    weight.fill(0);
    weight[0] = 1;
    for (int degree = 1; degree <= order; ++degree) {
      double carried = 0;
      for (int k = 0; k < degree; ++k) {
        const double reached = (part + degree - 1 - k) / degree, share = weight[size(k)];
        weight[size(k)] = carried + share * (1 - reached);
        carried = share * reached;
      }
      weight[size(degree)] = carried;
    }
    double rest = 1;  // as scipy has it: they add up to 1
    for (std::size_t k = 0; k < order; ++k) rest -= weight[k];
    weight[order] = rest;
  }
};

template <int order, class Value>
void sample(const Lattice<Value>& lattice, std::int64_t channels, const PixelMap& map, const SplineSampling& sampling,
            float* output) {
  const std::int64_t rows = lattice.rows - 2 * lattice.margin, columns = lattice.columns - 2 * lattice.margin;
  const auto margin = static_cast<double>(lattice.margin);
  for (std::int64_t r = 0; r < rows; ++r) {
    const double down = map[2] + static_cast<double>(r) * map[0], across = map[5] + static_cast<double>(r) * map[3];
    for (std::int64_t c = 0; c < columns; ++c, output += channels) {
      const auto x = static_cast<double>(c);
      const Taps<order> y_taps(down + x * map[1] + margin, lattice.rows, sampling.edge);
      const Taps<order> x_taps(across + x * map[4] + margin, lattice.columns, sampling.edge);
      if (y_taps.constant || x_taps.constant) {
        std::fill_n(output, channels, static_cast<float>(sampling.cval));
        continue;
      }
      for (std::int64_t k = 0; k < channels; ++k) {
        double sum = 0;
        for (std::size_t i = 0; i <= order; ++i) {
          const Value* line = lattice.values + y_taps.pixel[i] * lattice.columns * channels + k;
          for (std::size_t j = 0; j <= order; ++j)
            sum += static_cast<double>(line[x_taps.pixel[j] * channels]) * y_taps.weight[i] * x_taps.weight[j];
        }
        output[k] = static_cast<float>(sum);
      }
    }
  }
}

}  // namespace

SplineEdge spline_edge_named(const std::string& name, const std::string& who) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end())
    fail(ErrorKind::usage, who + ": fill_mode is constant, nearest, reflect or wrap. Received '" + name + "'. " +
                               suggest(name, {names.begin(), names.end()}));
  return static_cast<SplineEdge>(found - names.begin());
}

void affine_spline(const float* input, std::int64_t rows, std::int64_t columns, std::int64_t channels,
                   const PixelMap& map, const SplineSampling& sampling, float* output) {
  const Lattice<float> pixels{input, rows, columns};
  if (sampling.order == 0) return sample<0>(pixels, channels, map, sampling, output);
  if (sampling.order == 1) return sample<1>(pixels, channels, map, sampling, output);
  std::vector<double> storage;
  const Lattice<double> lattice = coefficients(input, rows, columns, channels, sampling, storage);
  if (sampling.order == 2) return sample<2>(lattice, channels, map, sampling, output);
  if (sampling.order == 3) return sample<3>(lattice, channels, map, sampling, output);
  if (sampling.order == 4) return sample<4>(lattice, channels, map, sampling, output);
  sample<5>(lattice, channels, map, sampling, output);
}

}  // namespace fovea
