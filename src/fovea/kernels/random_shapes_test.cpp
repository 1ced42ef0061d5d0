// Every fast kernel against the reference, on shapes that nobody chose. FOVEA_DRAWS=20000 draws more of them
// (./check --all).
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "fovea/kernels/kernel_test_support.h"

namespace fovea {
namespace {

TensorDesc samples(const Shape& shape, DType dtype = DType::f32) { return {shape, dtype, true, {}}; }
TensorDesc shared(const Shape& shape, DType dtype = DType::f32) { return {shape, dtype, false, {}}; }

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(high - low + 1)));
  }
  bool one_in(int n) { return between(1, n) == 1; }
  template <class T>
  T one_of(std::initializer_list<T> choices) {
    return choices.begin()[between(0, static_cast<std::int64_t>(choices.size()) - 1)];
  }
  /// Small numbers mostly, sometimes more than a vector or two hold.
  std::int64_t channels() { return one_in(4) ? between(17, 70) : between(1, 20); }
  /// (N, one to three axes of pixels, channels)
  Shape image(std::int64_t channels) {
    const std::int64_t axes = between(1, 3);
    Shape shape{between(1, 4)};
    for (std::int64_t i = 0; i < axes; ++i) shape.push_back(between(1, axes == 3 ? 6 : 15));
    shape.push_back(channels);
    return shape;
  }
  /// A window that fits into an image, with padding below its own size.
  Window window(const Shape& image, std::int64_t most) {
    Window window;
    for (int axis = image.rank() - 2; axis > 0; --axis) {
      const auto i = static_cast<std::size_t>(4 - image.rank() + axis);
      window.kernel[i] = between(1, std::min(most, image[axis]));
      window.stride[i] = one_in(2) ? 1 : between(1, 3);
      const std::int64_t room = window.kernel[i] > 1 ? (image[axis] - 1) / (window.kernel[i] - 1) : 1;
      if (one_in(4)) window.dilation[i] = between(1, std::max<std::int64_t>(1, std::min<std::int64_t>(3, room)));
      if (one_in(2)) continue;
      window.pad_begin[i] = between(0, window.kernel[i] - 1);
      window.pad_end[i] = between(0, window.kernel[i] - 1);
    }
    return window;
  }

 private:
  Random random_;
};

/// The result of a window over an image, without the axes that the image lacks.
Shape slid_over(const Window& window, const Shape& image, std::int64_t channels) {
  const Shape deep = slid(window, with_depth(image));
  Shape y{image[0]};
  for (int axis = 5 - (image.rank() - 1); axis < 4; ++axis) y.push_back(deep[axis]);
  y.push_back(channels);
  return y;
}

OperationSpec convolution_of(Dice& dice, OpCode code, std::int64_t groups, std::int64_t in, std::int64_t out) {
  const TensorDesc x = samples(dice.image(groups * in));
  ConvAttributes attributes{.window = dice.window(x.shape, 5), .groups = groups, .pool = {}};
  Shape kernel;
  for (int i = 6 - x.shape.rank() - 1; i < 3; ++i)
    kernel.push_back(attributes.window.kernel[static_cast<std::size_t>(i)]);
  kernel.push_back(in);
  kernel.push_back(groups * out);
  const TensorDesc w = shared(kernel), bias = shared({groups * out});
  TensorDesc y = samples(slid_over(attributes.window, x.shape, groups * out));
  if (code == OpCode::convolution_backward_data) return {code, attributes, {y, w}, {x}};
  const bool has_bias = attributes.bias = dice.one_in(2);
  OperationSpec operation{code, attributes, {x, y}, {w}};
  if (code == OpCode::convolution_backward_weights) {
    if (has_bias) operation.outputs.push_back(bias);
    return operation;
  }
  attributes.relu = dice.one_in(2);
  operation.inputs = {x, w};
  if (has_bias) operation.inputs.push_back(bias);
  attributes.max_pool = dice.one_in(3);
  if (attributes.max_pool)
    for (int axis = 1; axis + 1 < y.shape.rank(); ++axis) {
      const auto i = static_cast<std::size_t>(4 - y.shape.rank() + axis);
      attributes.pool.kernel[i] = attributes.pool.stride[i] =
          dice.between(1, std::min<std::int64_t>(3, y.shape[axis]));
      y.shape.set(axis, y.shape[axis] / attributes.pool.kernel[i]);
    }
  operation.attributes = attributes;
  operation.outputs = {y};
  if (attributes.max_pool && dice.one_in(2)) operation.outputs.push_back(samples(y.shape, DType::u8));
  return operation;
}

OperationSpec convolution(Dice& dice, OpCode code) {
  const std::int64_t groups = dice.one_in(3) ? dice.between(2, 4) : 1;
  return convolution_of(dice, code, groups, groups > 1 ? dice.between(1, 9) : dice.channels(), dice.channels());
}

OperationSpec depthwise(Dice& dice, OpCode code) {
  return convolution_of(dice, code, dice.channels(), 1, dice.one_in(4) ? 2 : 1);
}

OperationSpec dense(Dice& dice, OpCode code) {
  const std::int64_t depth = dice.one_in(3) ? dice.between(50, 300) : dice.channels(), units = dice.channels();
  Shape rows{dice.between(1, 9)};
  if (dice.one_in(3)) rows.push_back(dice.between(1, 5));
  Shape to = rows;
  rows.push_back(depth), to.push_back(units);
  const DenseAttributes attributes{.bias = dice.one_in(2), .relu = dice.one_in(2)};
  const TensorDesc x = samples(rows), y = samples(to), w = shared({depth, units}), bias = shared({units});
  if (code == OpCode::dense_backward_data) return {code, attributes, {y, w}, {x}};
  const bool forward = code == OpCode::dense;
  OperationSpec operation{code, attributes, {x, forward ? w : y}, {forward ? y : w}};
  if (attributes.bias) (forward ? operation.inputs : operation.outputs).push_back(bias);
  return operation;
}

OperationSpec pool(Dice& dice, OpCode code) {
  const TensorDesc x = samples(dice.image(dice.channels()));
  PoolAttributes attributes{dice.one_of({PoolKind::maximum, PoolKind::average}), dice.window(x.shape, 3)};
  TensorDesc y = samples(slid_over(attributes.window, x.shape, x.shape[-1]));
  if (dice.one_in(3)) {
    attributes.window = {.adaptive = true};
    for (int axis = 1; axis + 1 < x.shape.rank(); ++axis) {
      const std::int64_t in = x.shape[axis], out = dice.between(1, in + 1);
      attributes.window.kernel[static_cast<std::size_t>(4 - x.shape.rank() + axis)] =
          in / out + (in % out == 0 ? 0 : 2);
      y.shape.set(axis, out);
    }
  }
  const TensorDesc argmax = samples(y.shape, DType::u8);
  const bool maximum = attributes.kind == PoolKind::maximum;
  if (code == OpCode::pool) {
    OperationSpec operation{code, attributes, {x}, {y}};
    if (maximum && dice.one_in(2)) operation.outputs.push_back(argmax);
    return operation;
  }
  attributes.relu = maximum && dice.one_in(2);
  OperationSpec operation{code, attributes, {y}, {x}};
  if (maximum) operation.inputs.push_back(argmax);
  if (attributes.relu) operation.inputs.push_back(y);
  return operation;
}

OperationSpec unary(Dice& dice, OpCode code) {
  const auto function = dice.one_of({Unary::relu, Unary::relu6, Unary::silu, Unary::sigmoid, Unary::hard_sigmoid,
                                     Unary::hard_silu, Unary::tanh, Unary::softsign, Unary::exponential,
                                     Unary::square, Unary::absolute, Unary::square_root, Unary::affine});
  UnaryAttributes attributes{.function = function};
  if (function == Unary::affine) attributes.a = 1.5, attributes.b = -0.25;
  if (function == Unary::relu && dice.one_in(2)) attributes.a = 0.1, attributes.b = 0.5, attributes.c = 1.25;
  const TensorDesc x = samples(dice.image(dice.channels()));
  if (code == OpCode::unary || function == Unary::affine) return {OpCode::unary, attributes, {x}, {x}};
  return {code, attributes, {x, x}, {x}};
}

OperationSpec binary(Dice& dice, OpCode code) {
  const auto function = dice.one_of(
      {Binary::add, Binary::subtract, Binary::multiply, Binary::divide, Binary::maximum, Binary::minimum});
  const TensorDesc x = samples(dice.image(dice.channels()));
  const TensorDesc b = dice.one_in(2) ? x : shared({x.shape[-1]});
  return {code, BinaryAttributes{function}, {x, b}, {x}};
}

/// Consecutive axes: what pixels, channels or everything are.
std::vector<int> some_axes(Dice& dice, int rank, bool with_samples) {
  const auto first = static_cast<int>(dice.between(with_samples ? 0 : 1, rank - 1));
  std::vector<int> axes;
  for (auto axis = first; axis <= static_cast<int>(dice.between(first, rank - 1)); ++axis) axes.push_back(axis);
  return axes.empty() ? std::vector<int>{first} : axes;
}

OperationSpec reduce(Dice& dice, OpCode code) {
  const TensorDesc x = samples(dice.image(dice.channels()));
  const bool maximum = code == OpCode::reduce && dice.one_in(3);
  const std::vector<int> axes = some_axes(dice, x.shape.rank(), !maximum);
  TensorDesc y = x;
  for (const int axis : axes) y.shape.set(axis, 1);
  y.batched = axes[0] != 0;
  const double scale = maximum ? 1 : 0.5;
  if (code == OpCode::broadcast) return {code, BroadcastAttributes{axes, scale}, {y}, {x}};
  const Reduction kind = maximum ? Reduction::maximum : dice.one_of({Reduction::sum, Reduction::mean});
  return {code, ReduceAttributes{kind, axes, true, scale}, {x}, {y}};
}

OperationSpec softmax(Dice& dice, OpCode code) {
  const TensorDesc x = samples(dice.image(dice.between(1, 90)));
  if (code == OpCode::softmax) return {code, AxisAttributes{-1}, {x}, {x}};
  return {code, AxisAttributes{-1}, {x, x}, {x}};
}

OperationSpec dropout(Dice& dice, OpCode code) {
  const TensorDesc x = samples(dice.image(dice.channels()));
  const DropoutAttributes attributes{dice.one_of({0.1, 0.5, 0.9}), static_cast<std::uint64_t>(dice.between(0, 99))};
  return {code, attributes, {x}, {x}};
}

OperationSpec cast(Dice& dice, OpCode code) {
  const Shape shape = dice.image(dice.channels());
  return {code, CastAttributes{1 / 127.5, -1}, {samples(shape, DType::u8)}, {samples(shape)}};
}

OperationSpec normalize(Dice& dice, OpCode code) {
  const TensorDesc x = samples(dice.image(dice.channels())), c = shared({x.shape[-1]});
  const TensorDesc sums = shared({2, x.shape[-1]}, DType::f64);
  const NormalizeAttributes attributes{.axis = -1, .epsilon = 1e-3, .count = x.shape.count() / x.shape[-1]};
  switch (code) {
    case OpCode::moments:
      return {code, attributes, {x}, {sums}};
    case OpCode::normalize:
      return {code, attributes, {x, c, c, c, c}, {x}};
    case OpCode::normalize_backward_sums:
      return {code, attributes, {x, x, c, c}, {sums}};
    default:
      break;
  }
  OperationSpec operation{code, attributes, {x, x, c, c, c}, {x}};
  if (dice.one_in(2)) operation.inputs.push_back(sums);
  return operation;
}

OperationSpec cross_entropy(Dice& dice, OpCode code) {
  const CrossEntropyAttributes attributes{
      .kind = dice.one_of({CrossEntropy::sparse, CrossEntropy::categorical, CrossEntropy::binary}),
      .from_logits = dice.one_in(2),
      .scale = 0.25};
  const std::int64_t count = dice.between(1, 9);
  const bool sparse = attributes.kind == CrossEntropy::sparse;
  const TensorDesc p = samples({count, dice.between(sparse ? 2 : 1, 90)}), loss = samples({count});
  const TensorDesc target = sparse ? samples({count}, DType::i64) : p;
  if (code == OpCode::cross_entropy) return {code, attributes, {p, target}, {loss}};
  return {code, attributes, {loss, p, target}, {p}};
}

struct Row {
  OpCode code;
  OperationSpec (*draw)(Dice&, OpCode);
};
constexpr Row table[] = {
    {OpCode::convolution, convolution},
    {OpCode::convolution_backward_data, convolution},
    {OpCode::convolution_backward_weights, convolution},
    {OpCode::convolution, depthwise},
    {OpCode::convolution_backward_data, depthwise},
    {OpCode::convolution_backward_weights, depthwise},
    {OpCode::dense, dense},
    {OpCode::dense_backward_data, dense},
    {OpCode::dense_backward_weights, dense},
    {OpCode::pool, pool},
    {OpCode::pool_backward, pool},
    {OpCode::unary, unary},
    {OpCode::unary_backward, unary},
    {OpCode::binary, binary},
    {OpCode::reduce, reduce},
    {OpCode::broadcast, reduce},
    {OpCode::softmax, softmax},
    {OpCode::softmax_backward, softmax},
    {OpCode::dropout, dropout},
    {OpCode::cast, cast},
    {OpCode::moments, normalize},
    {OpCode::normalize, normalize},
    {OpCode::normalize_backward_sums, normalize},
    {OpCode::normalize_backward, normalize},
    {OpCode::cross_entropy, cross_entropy},
    {OpCode::cross_entropy_backward, cross_entropy},
};

std::vector<const Provider*> fast_providers() {
  return {
      &native_provider(),
#ifdef FOVEA_ONEDNN
      &onednn_provider(),
#endif
  };
}

std::string text_of(const OperationSpec& operation) {
  std::string text(to_string(operation.code));
  for (const TensorDesc& value : operation.inputs) text += " " + to_string(value.shape);
  for (const TensorDesc& value : operation.outputs) text += " -> " + to_string(value.shape);
  return text;
}

TEST(RandomShapes, EveryProviderIsTheReference) {
  const char* wanted = std::getenv("FOVEA_DRAWS");
  const int draws = wanted == nullptr ? 500 : std::atoi(wanted);
  std::vector<int> answers(std::size(table), 0);
  for (int i = 0; i < draws; ++i) {
    const std::size_t row = static_cast<std::size_t>(i) % std::size(table);
    Dice dice(static_cast<std::uint64_t>(i));
    const OperationSpec operation = table[row].draw(dice, table[row].code);
    const std::int64_t count = kernel_test::samples_of(operation, random_operands(operation));
    // Sums of n rounded products of normal numbers are off by the root of n; flops() counts two for each.
    const double terms =
        std::max(1.0, flops(operation, count) / static_cast<double>(operation.outputs[0].shape.count()));
    // Winograd's transforms subtract larger sums.
    const bool transforms = std::holds_alternative<ConvAttributes>(operation.attributes);
    const double rounding = transforms ? 5e-6 : 2.5e-6;
    for (const Provider* provider : fast_providers()) {
      if (provider->candidates(operation, {.samples = count}).empty()) continue;
      ++answers[row];
      expect_same_as_reference(*provider, operation, 1e-5, rounding * std::sqrt(terms));
    }
    if (HasFailure()) FAIL() << "draw " << i << ": " << text_of(operation);
  }
  for (std::size_t row = 0; row < std::size(table); ++row)
    EXPECT_GT(answers[row], 0) << "no provider but the reference has any " << to_string(table[row].code);
}

}  // namespace
}  // namespace fovea
