#include "fovea/graph/build.h"

#include <algorithm>
#include <utility>

#include "fovea/base/error.h"
#include "fovea/kernels/image/counting_change.h"

namespace fovea::build {
namespace {

int positive(int axis, int rank) { return axis < 0 ? axis + rank : axis; }

TensorDesc like(const Graph& g, ValueId x, const Shape& shape) {
  return {shape, g.desc(x).dtype, g.desc(x).batched, {}};
}

/// numpy's broadcasting of two shapes.
Shape broadcast_shape(const Shape& a, const Shape& b) {
  Shape result;
  const int rank = std::max(a.rank(), b.rank());
  for (int i = 0; i < rank; ++i) {
    const auto da = i < rank - a.rank() ? 1 : a[i - (rank - a.rank())];
    const auto db = i < rank - b.rank() ? 1 : b[i - (rank - b.rank())];
    if (da != db && da != 1 && db != 1)
      fail(ErrorKind::shape, "Shapes " + to_string(a) + " and " + to_string(b) + " cannot be broadcast together.");
    result.push_back(da == 1 ? db : da);
  }
  return result;
}

}  // namespace

std::int64_t window_output(const Window& window, int axis, std::int64_t input) {
  const auto i = static_cast<std::size_t>(axis);
  const std::int64_t span = (window.kernel[i] - 1) * window.dilation[i] + 1;
  const std::int64_t room = input + window.pad_begin[i] + window.pad_end[i] - span;
  return room < 0 ? 0 : room / window.stride[i] + 1;
}

namespace {
Shape window_shape(const Shape& x, const Window& window, std::int64_t channels) {
  Shape y{x[0]};
  const int spatial = x.rank() - 2;
  for (int i = 0; i < spatial; ++i) y.push_back(window_output(window, 3 - spatial + i, x[i + 1]));
  y.push_back(channels);
  return y;
}
}  // namespace

ValueId convolution(Graph& g, ValueId x, ValueId weights, std::optional<ValueId> bias, const Window& window,
                    std::int64_t groups) {
  std::vector<ValueId> inputs{x, weights};
  if (bias) inputs.push_back(*bias);
  ConvAttributes attributes{.window = window, .groups = groups, .bias = bias.has_value(), .pool = {}};
  return g.add(OpCode::convolution, attributes, inputs,
               {like(g, x, window_shape(g.shape(x), window, g.shape(weights)[-1]))});
}

ValueId convolution_transpose(Graph& g, ValueId x, ValueId weights, const Window& window, const Shape& shape) {
  return g.add(OpCode::convolution_backward_data, ConvAttributes{.window = window, .pool = {}}, {x, weights},
               {like(g, x, shape)});
}

ValueId dense(Graph& g, ValueId x, ValueId weights, std::optional<ValueId> bias) {
  Shape y = g.shape(x);
  if (y[-1] != g.shape(weights)[0])
    fail(ErrorKind::shape, "A dense operation takes " + std::to_string(g.shape(weights)[0]) + " inputs. Received " +
                               to_string(g.shape(x)) + ".");
  y.set(-1, g.shape(weights)[1]);
  std::vector<ValueId> inputs{x, weights};
  if (bias) inputs.push_back(*bias);
  return g.add(OpCode::dense, DenseAttributes{.bias = bias.has_value()}, inputs, {like(g, x, y)});
}

ValueId pool(Graph& g, ValueId x, PoolKind kind, const Window& window) {
  return g.add(OpCode::pool, PoolAttributes{kind, window}, {x},
               {like(g, x, window_shape(g.shape(x), window, g.shape(x)[-1]))});
}

ValueId adaptive_pool(Graph& g, ValueId x, PoolKind kind, const Shape& shape) {
  const Shape from = with_depth(g.shape(x)), to = with_depth(shape);
  Window window;
  for (int axis = 1; axis < 4; ++axis) {
    const auto i = static_cast<std::size_t>(axis) - 1;
    const std::int64_t in = from[axis], out = to[axis];
    window.adaptive = window.adaptive || in % out != 0;
    window.stride[i] = std::max<std::int64_t>(in / out, 1);
    for (std::int64_t at = 0; at < out; ++at)
      window.kernel[i] = std::max(window.kernel[i], ((at + 1) * in + out - 1) / out - at * in / out);
  }
  return g.add(OpCode::pool, PoolAttributes{kind, window}, {x}, {like(g, x, shape)});
}

ValueId unary(Graph& g, ValueId x, const UnaryAttributes& attributes) {
  return g.add(OpCode::unary, attributes, {x}, {g.desc(x)});
}

ValueId binary(Graph& g, Binary function, ValueId a, ValueId b) {
  const TensorDesc desc{
      broadcast_shape(g.shape(a), g.shape(b)), g.desc(a).dtype, g.desc(a).batched || g.desc(b).batched, {}};
  return g.add(OpCode::binary, BinaryAttributes{function}, {a, b}, {desc});
}

ValueId reduce(Graph& g, ValueId x, Reduction kind, std::vector<int> axes, bool keepdims, double scale) {
  const Shape& from = g.shape(x);
  for (int& axis : axes) axis = positive(axis, from.rank());
  std::sort(axes.begin(), axes.end());
  Shape to;
  for (int i = 0; i < from.rank(); ++i) {
    const bool reduced = std::binary_search(axes.begin(), axes.end(), i);
    if (!reduced) to.push_back(from[i]);
    if (reduced && keepdims) to.push_back(1);
  }
  const bool over_samples = !axes.empty() && axes[0] == 0;
  TensorDesc desc = like(g, x, to);
  desc.batched = desc.batched && !over_samples;
  return g.add(OpCode::reduce, ReduceAttributes{kind, std::move(axes), keepdims, scale}, {x}, {desc});
}

ValueId broadcast(Graph& g, ValueId x, const Shape& shape, bool batched, double scale) {
  const Shape& from = g.shape(x);
  std::vector<int> axes;
  for (int i = 0; i < shape.rank(); ++i) {
    const int j = i - (shape.rank() - from.rank());
    if (j < 0 || from[j] != shape[i]) axes.push_back(i);
  }
  return g.add(OpCode::broadcast, BroadcastAttributes{axes, scale}, {x}, {{shape, g.desc(x).dtype, batched, {}}});
}

ValueId softmax(Graph& g, ValueId x, int axis) {
  return g.add(OpCode::softmax, AxisAttributes{positive(axis, g.shape(x).rank())}, {x}, {g.desc(x)});
}

ValueId dropout(Graph& g, ValueId x, const DropoutAttributes& attributes) {
  return g.add(OpCode::dropout, attributes, {x}, {g.desc(x)});
}

ValueId noise(Graph& g, const Shape& shape, DType dtype, std::uint64_t stream) {
  return g.add(OpCode::noise, NoiseAttributes{stream}, {}, {{shape, dtype, true, {}}});
}

ValueId concat(Graph& g, const std::vector<ValueId>& parts, int axis) {
  Shape shape = g.shape(parts.at(0));
  axis = positive(axis, shape.rank());
  std::int64_t length = 0;
  for (ValueId part : parts) length += g.shape(part)[axis];
  shape.set(axis, length);
  return g.add(OpCode::concat, AxisAttributes{axis}, parts, {like(g, parts[0], shape)});
}

ValueId slice(Graph& g, ValueId x, std::vector<std::int64_t> begin, const Shape& shape) {
  return g.add(OpCode::slice, RangeAttributes{std::move(begin), {}, 0}, {x}, {like(g, x, shape)});
}

ValueId pad(Graph& g, ValueId x, std::vector<std::int64_t> begin, std::vector<std::int64_t> end, double value) {
  Shape shape = g.shape(x);
  for (int i = 0; i < shape.rank(); ++i)
    shape.set(i, shape[i] + begin[static_cast<std::size_t>(i)] + end[static_cast<std::size_t>(i)]);
  return g.add(OpCode::pad, RangeAttributes{std::move(begin), std::move(end), value}, {x}, {like(g, x, shape)});
}

ValueId reshape(Graph& g, ValueId x, const Shape& shape) {
  if (shape.count() != g.shape(x).count())
    fail(ErrorKind::shape, "A value of shape " + to_string(g.shape(x)) + " cannot become " + to_string(shape) + ".");
  return g.add(OpCode::reshape, {}, {x}, {like(g, x, shape)});
}

ValueId transpose(Graph& g, ValueId x, std::vector<int> axes) {
  Shape shape;
  for (int axis : axes) shape.push_back(g.shape(x)[axis]);
  return g.add(OpCode::transpose, TransposeAttributes{std::move(axes)}, {x}, {like(g, x, shape)});
}

ValueId resize(Graph& g, ValueId x, int axis, const Sampling& table) {
  Shape shape = g.shape(x);
  shape.set(axis, table.outputs());
  return g.add(OpCode::resize, ResizeAttributes{axis, table}, {x}, {like(g, x, shape)});
}

ValueId augment(Graph& g, ValueId x, const AugmentAttributes& attributes) {
  const Shape& from = g.shape(x);
  const PictureShape to = attributes.change->output({from[1], from[2], from[3]});
  std::vector<ValueId> inputs{x};
  if (const auto* counting = dynamic_cast<const CountingChange*>(attributes.change.get())) {
    const TensorDesc counts{Shape{from[3], counting->bins().bins()}, DType::f64, false, {}};
    inputs.push_back(g.add(OpCode::histogram, attributes, {x}, {counts}));
  }
  return g.add(OpCode::augment, attributes, inputs, {like(g, x, {from[0], to.height, to.width, to.channels})});
}

ValueId cast(Graph& g, ValueId x, DType dtype, double scale, double offset) {
  if (g.desc(x).dtype == dtype && scale == 1 && offset == 0) return x;
  return g.add(OpCode::cast, CastAttributes{scale, offset}, {x}, {{g.shape(x), dtype, g.desc(x).batched, {}}});
}

Statistics moments(Graph& g, ValueId x, int axis) {
  const Shape& shape = g.shape(x);
  axis = positive(axis, shape.rank());
  const std::int64_t channels = shape[axis];
  const NormalizeAttributes attributes{
      .axis = axis, .epsilon = 0, .count = shape.count() / std::max<std::int64_t>(channels, 1)};
  const ValueId sums = g.add(OpCode::moments, attributes, {x}, {{Shape{2, channels}, DType::f64, false, {}}});
  const TensorDesc statistic{Shape{channels}, g.desc(x).dtype, false, {}};
  const ValueId mean = g.add(OpCode::moments_finish, attributes, {sums}, {statistic, statistic});
  return {mean, mean + 1};
}

ValueId normalize(Graph& g, ValueId x, Statistics statistics, ValueId gamma, ValueId beta, int axis, double epsilon) {
  const Shape& shape = g.shape(x);
  axis = positive(axis, shape.rank());
  const NormalizeAttributes attributes{
      .axis = axis, .epsilon = epsilon, .count = shape.count() / std::max<std::int64_t>(shape[axis], 1)};
  return g.add(OpCode::normalize, attributes, {x, statistics.mean, statistics.variance, gamma, beta}, {g.desc(x)});
}

ValueId moving_average(Graph& g, ValueId old, ValueId now, double momentum) {
  return g.add(OpCode::moving_average, MovingAverageAttributes{momentum}, {old, now}, {g.desc(old)});
}

ValueId cross_entropy(Graph& g, ValueId predictions, ValueId target, const CrossEntropyAttributes& attributes) {
  return g.add(OpCode::cross_entropy, attributes, {predictions, target},
               {like(g, predictions, Shape{g.shape(predictions)[0]})});
}

}  // namespace fovea::build
