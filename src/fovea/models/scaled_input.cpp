#include "fovea/models/scaled_input.h"

#include <numeric>

#include "fovea/graph/build.h"

namespace fovea {
namespace {

ValueId constant(Graph& g, const std::vector<float>& values, const Shape& shape, DType dtype) {
  return build::cast(g, g.add_constant(Array::of<float>(std::span<const float>(values), shape)), dtype);
}

/// `function` of x and a number for each channel.
ValueId by_channel(Graph& g, ValueId x, Binary function, std::vector<float> values, float more = 0) {
  if (values.empty()) return x;
  for (float& value : values) value += more;
  const Shape shape{static_cast<std::int64_t>(values.size())};
  return build::binary(g, function, x, constant(g, values, shape, g.desc(x).dtype));
}

ValueId reversed_channels(Graph& g, ValueId x) {
  Shape one = g.shape(x);
  const std::int64_t channels = one[-1];
  one.set(-1, 1);
  std::vector<ValueId> parts;
  for (std::int64_t channel = channels; channel-- > 0;) {
    std::vector<std::int64_t> begin(static_cast<std::size_t>(one.rank()), 0);
    begin.back() = channel;
    parts.push_back(build::slice(g, x, begin, one));
  }
  return build::concat(g, parts, one.rank() - 1);
}

/// Each sample less its mean, or divided by its deviation, or both.
ValueId standard_of_each(Graph& g, ValueId x, bool center, bool divide) {
  std::vector<int> axes(static_cast<std::size_t>(g.shape(x).rank() - 1));
  std::iota(axes.begin(), axes.end(), 1);
  const auto mean_of = [&](ValueId of) { return build::reduce(g, of, Reduction::mean, axes, true); };
  const ValueId centered = build::binary(g, Binary::subtract, x, mean_of(x));
  if (!divide) return centered;
  const ValueId variance = mean_of(build::unary(g, centered, Unary::square));
  const ValueId deviation = build::unary(g, build::unary(g, variance, Unary::square_root), Unary::affine, 1,
                                         static_cast<double>(least_deviation));
  return build::binary(g, Binary::divide, center ? centered : x, deviation);
}

ValueId whitened(Graph& g, ValueId x, const std::vector<float>& matrix) {
  const Shape shape = g.shape(x);
  const std::int64_t numbers = shape.count(1, shape.rank());
  const ValueId flat = build::reshape(g, x, {shape[0], numbers});
  const ValueId weights = constant(g, matrix, {numbers, numbers}, g.desc(x).dtype);
  return build::reshape(g, build::dense(g, flat, weights, std::nullopt), shape);
}

}  // namespace

ValueId scaled_input(Graph& g, ValueId x, DType dtype, const InputScaling& scaling) {
  x = build::cast(g, x, dtype, scaling.scale, scaling.offset);
  if (!scaling.standard) return x;
  const PictureStandard& standard = *scaling.standard;
  standard.check(g.shape(x).tail(1));
  if (standard.colours.reverse) x = reversed_channels(g, x);
  x = by_channel(g, x, Binary::subtract, standard.colours.mean);
  x = by_channel(g, x, Binary::divide, standard.colours.deviation);
  if (standard.center_each || standard.divide_each)
    x = standard_of_each(g, x, standard.center_each, standard.divide_each);
  x = by_channel(g, x, Binary::subtract, standard.statistics.mean);
  x = by_channel(g, x, Binary::divide, standard.statistics.deviation, least_deviation);
  const std::vector<float>& whitening = standard.statistics.whitening;
  return whitening.empty() ? x : whitened(g, x, whitening);
}

}  // namespace fovea
