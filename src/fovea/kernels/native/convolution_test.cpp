#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "fovea/kernels/kernel_test_support.h"

namespace fovea {
namespace {

TensorDesc f32(const Shape& shape, bool batched) { return {shape, DType::f32, batched, {}}; }

/// A convolution of small images with every shape drawn.
struct Drawn {
  std::int64_t samples, height, width, in, out;
  ConvAttributes attributes;

  TensorDesc x() const { return f32({samples, height, width, in}, true); }
  TensorDesc w() const { return f32({attributes.window.kernel[1], attributes.window.kernel[2], in, out}, false); }
  TensorDesc bias() const { return f32({out}, false); }
  TensorDesc y() const {
    Shape shape = slid(attributes.window, with_depth(x().shape));
    if (attributes.max_pool) shape = slid(attributes.pool, shape);
    return f32({samples, shape[2], shape[3], out}, true);
  }
  OperationSpec forward() const {
    OperationSpec operation{OpCode::convolution, attributes, {x(), w()}, {y()}};
    if (attributes.bias) operation.inputs.push_back(bias());
    if (attributes.max_pool) operation.outputs.push_back({y().shape, DType::u8, true, {}});
    return operation;
  }
};

class Draws {
 public:
  explicit Draws(std::uint64_t seed) : random_(seed) {}

  std::int64_t between(int low, int high) {
    return low + static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(high - low + 1)));
  }
  bool one_in(int n) { return random_.below(static_cast<std::uint64_t>(n)) == 0; }

  Drawn convolution() {
    for (;;) {
      Drawn d{between(1, 5), between(1, 30), between(1, 40), between(1, 24), between(1, 40), {}};
      if (one_in(4)) d.out = between(40, 130);
      if (one_in(4)) d.in = between(24, 70);
      Window& window = d.attributes.window;
      for (int i = 1; i < 3; ++i) {
        window.kernel[i] = between(1, 7);
        window.stride[i] = one_in(2) ? 1 : between(1, 3);
        if (one_in(4)) window.dilation[i] = between(1, 3), window.stride[i] = 1;
      }
      if (one_in(2)) pad(window, d);
      d.attributes.bias = one_in(2);
      d.attributes.relu = one_in(2);
      const Shape full = with_depth(d.x().shape);
      bool fits = true;
      for (int i = 1; i < 3; ++i) {
        const std::int64_t extent = (window.kernel[i] - 1) * window.dilation[i] + 1;
        fits = fits && full[i + 1] + window.pad_begin[i] + window.pad_end[i] >= extent;
      }
      if (fits && d.y().shape.count() * d.w().shape.count() / d.out < 3000000) return d;
    }
  }

 private:
  /// Keras' padding='same'.
  static void pad(Window& window, const Drawn& d) {
    const std::array<std::int64_t, 3> size{1, d.height, d.width};
    for (int i = 1; i < 3; ++i) {
      const std::int64_t steps = (size[i] + window.stride[i] - 1) / window.stride[i] - 1;
      const std::int64_t extent = (window.kernel[i] - 1) * window.dilation[i] + 1;
      const std::int64_t all = std::max<std::int64_t>(0, steps * window.stride[i] + extent - size[i]);
      window.pad_begin[i] = all / 2;
      window.pad_end[i] = all - all / 2;
    }
  }

  Random random_;
};

/// Rounding errors of a sum of products of normal numbers.
double rounding(std::int64_t terms) { return 6e-7 * std::sqrt(static_cast<double>(terms)); }

void check(const OperationSpec& operation, std::int64_t terms) {
  expect_same_as_reference(native_provider(), operation, 1e-5, 4 * rounding(terms));
}

TEST(NativeConvolution, ForwardIsTheReference) {
  Draws draws(1);
  for (int i = 0; i < 200; ++i) {
    const Drawn d = draws.convolution();
    check(d.forward(), d.w().shape.count() / d.out);
    if (HasFailure()) FAIL() << "draw " << i << ": " << to_string(d.x().shape) << " * " << to_string(d.w().shape);
  }
}

TEST(NativeConvolution, PooledForwardIsTheReference) {
  Draws draws(2);
  for (int i = 0; i < 80; ++i) {
    Drawn d = draws.convolution();
    d.attributes.max_pool = true;
    const Shape full = slid(d.attributes.window, with_depth(d.x().shape));
    for (int axis = 1; axis < 3; ++axis)
      d.attributes.pool.kernel[axis] = d.attributes.pool.stride[axis] = std::min(full[axis + 1], draws.between(1, 3));
    check(d.forward(), d.w().shape.count() / d.out);
    if (HasFailure()) FAIL() << "draw " << i << ": " << to_string(d.x().shape) << " * " << to_string(d.w().shape);
  }
}

TEST(NativeConvolution, DataGradientIsTheReference) {
  Draws draws(3);
  for (int i = 0; i < 120; ++i) {
    Drawn d = draws.convolution();
    d.attributes.window.stride = {1, 1, 1};
    d.attributes.bias = d.attributes.relu = false;
    if (d.y().shape.count() * d.w().shape.count() / d.out > 6000000) continue;
    check({OpCode::convolution_backward_data, d.attributes, {d.y(), d.w()}, {d.x()}}, d.w().shape.count() / d.in);
    if (HasFailure()) FAIL() << "draw " << i << ": " << to_string(d.x().shape) << " * " << to_string(d.w().shape);
  }
}

TEST(NativeConvolution, WeightGradientIsTheReference) {
  Draws draws(4);
  for (int i = 0; i < 150; ++i) {
    const Drawn d = draws.convolution();
    OperationSpec operation{OpCode::convolution_backward_weights, d.attributes, {d.x(), d.y()}, {d.w()}};
    if (d.attributes.bias) operation.outputs.push_back(d.bias());
    check(operation, d.y().shape.count() / d.out);
    if (HasFailure()) FAIL() << "draw " << i << ": " << to_string(d.x().shape) << " * " << to_string(d.w().shape);
  }
}

TEST(NativeConvolution, WideImagesOfFewChannelsGoThroughInStrips) {
  Drawn d{2, 61, 222, 10, 10, {}};
  d.attributes.window.kernel = {1, 3, 3};
  const std::int64_t taps = 90, pixels = 2 * 59 * 220;
  check(d.forward(), taps);
  check({OpCode::convolution_backward_data, d.attributes, {d.y(), d.w()}, {d.x()}}, taps);
  check({OpCode::convolution_backward_weights, d.attributes, {d.x(), d.y()}, {d.w(), d.bias()}}, pixels);
}

/// The transforms add and subtract sums that are larger than what they yield: twice the rounding of the plain sum.
void check_winograd(const OperationSpec& operation, std::int64_t terms) {
  expect_same_as_reference(native_provider(), operation, 1e-5, 8 * rounding(terms));
}

bool has_way(const OperationSpec& operation, const std::string& name) {
  const auto candidates = native_provider().candidates(operation, {.samples = 1});
  return std::ranges::any_of(candidates, [&](const Candidate& candidate) { return candidate.name == name; });
}

TEST(NativeConvolution, WinogradIsTheReferenceAtEveryEdge) {
  Draws draws(6);
  for (int i = 0; i < 120; ++i) {
    Drawn d{draws.between(1, 3),   draws.between(3, 40),  draws.between(3, 40),
            draws.between(16, 70), draws.between(16, 70), {}};
    Window& window = d.attributes.window;
    window.kernel = {1, 3, 3};
    for (int axis = 1; axis < 3; ++axis) {
      window.pad_begin[axis] = draws.between(0, 2);
      window.pad_end[axis] = draws.between(0, 2);
    }
    d.attributes.bias = draws.one_in(2);
    d.attributes.relu = draws.one_in(2);
    const Shape full = slid(window, with_depth(d.x().shape));
    d.attributes.max_pool = full[2] > 1 && draws.one_in(3);
    if (d.attributes.max_pool)
      d.attributes.pool.kernel =
          d.attributes.pool.stride = {1, 2, std::min<std::int64_t>(full[3], draws.between(1, 3))};
    ASSERT_TRUE(has_way(d.forward(), "native conv winograd"));
    check_winograd(d.forward(), d.w().shape.count() / d.out);
    d.attributes.bias = d.attributes.relu = d.attributes.max_pool = false;
    const OperationSpec back{OpCode::convolution_backward_data, d.attributes, {d.y(), d.w()}, {d.x()}};
    ASSERT_TRUE(has_way(back, "native conv data winograd"));
    check_winograd(back, d.w().shape.count() / d.in);
    const OperationSpec weights{
        OpCode::convolution_backward_weights, d.attributes, {d.x(), d.y()}, {d.w(), d.bias()}};
    ASSERT_TRUE(has_way(weights, "native conv weights winograd"));
    check_winograd(weights, d.y().shape.count() / d.out);
    if (HasFailure()) FAIL() << "draw " << i << ": " << to_string(d.x().shape) << " * " << to_string(d.w().shape);
  }
}

TEST(NativeConvolution, WinogradLeavesOtherKernelsAlone) {
  Drawn d{1, 12, 12, 32, 32, {}};
  for (const std::array<std::int64_t, 3>& kernel : {std::array<std::int64_t, 3>{1, 3, 2}, {1, 5, 5}, {1, 1, 1}}) {
    d.attributes.window.kernel = kernel;
    EXPECT_FALSE(has_way(d.forward(), "native conv winograd"));
  }
  d.attributes.window = {.kernel = {1, 3, 3}, .stride = {1, 2, 1}};
  EXPECT_FALSE(has_way(d.forward(), "native conv winograd"));
  d.attributes.window = {.kernel = {1, 3, 3}, .dilation = {1, 1, 2}};
  EXPECT_FALSE(has_way(d.forward(), "native conv winograd"));
}

TEST(NativeConvolution, OneDimensionalIsTheReference) {
  ConvAttributes attributes;
  attributes.window.kernel = {1, 1, 5};
  const TensorDesc x = f32({3, 40, 6}, true), w = f32({5, 6, 9}, false), y = f32({3, 36, 9}, true);
  check({OpCode::convolution, attributes, {x, w}, {y}}, 30);
  check({OpCode::convolution_backward_weights, attributes, {x, y}, {w}}, 108);
}

TEST(NativeConvolution, NotANumberIsNotHiddenByRelu) {
  Drawn d{1, 5, 20, 3, 4, {}};
  d.attributes.window.kernel = {1, 2, 2};
  d.attributes.relu = true;
  Arrays inputs = random_operands(d.forward());
  inputs[0].values<float>()[0] = NAN;
  for (const Candidate& candidate : native_provider().candidates(d.forward(), {.samples = 1})) {
    const Arrays y = kernel_test::run(native_provider(), candidate, *candidate.make(), d.forward(), inputs, 0, {});
    EXPECT_TRUE(std::isnan(y[0].values<float>()[0])) << candidate.name;
    EXPECT_FALSE(std::isnan(y[0].values<float>()[4])) << candidate.name;
  }
}

TEST(NativeConvolution, LeavesGroupsAndVolumesToOthers) {
  Drawn d{1, 8, 8, 4, 4, {}};
  d.attributes.groups = 2;
  EXPECT_TRUE(native_provider().candidates(d.forward(), {}).empty());
  ConvAttributes volume;
  volume.window.kernel = {2, 2, 2};
  const OperationSpec operation{OpCode::convolution,
                                volume,
                                {f32({1, 4, 4, 4, 2}, true), f32({2, 2, 2, 2, 3}, false)},
                                {f32({1, 3, 3, 3, 3}, true)}};
  EXPECT_TRUE(native_provider().candidates(operation, {}).empty());
}

}  // namespace
}  // namespace fovea
