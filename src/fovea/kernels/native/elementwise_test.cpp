#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "fovea/kernels/kernel_test_support.h"

namespace fovea {
namespace {

TensorDesc f32(const Shape& shape, bool batched = true) { return {shape, DType::f32, batched, {}}; }

std::vector<UnaryAttributes> functions() {
  std::vector<UnaryAttributes> all;
  for (const Unary function : {Unary::relu, Unary::relu6, Unary::silu, Unary::sigmoid, Unary::hard_sigmoid,
                               Unary::hard_silu, Unary::tanh, Unary::softsign, Unary::exponential, Unary::square,
                               Unary::absolute, Unary::square_root, Unary::softplus, Unary::logarithm})
    all.push_back({.function = function});
  all.push_back({.function = Unary::affine, .a = 1.5, .b = -0.25});
  for (const double exponent : {0.0, 0.5, 0.7, 1.0, 1.5, 2.0, 5.0})
    all.push_back({.function = Unary::power, .a = exponent});
  all.push_back({.function = Unary::clip, .a = -0.5, .b = 0.75});
  all.push_back({.function = Unary::clip, .a = 0, .b = std::numeric_limits<double>::infinity()});
  all.push_back({.function = Unary::relu, .a = 0.2});
  all.push_back({.function = Unary::relu, .a = 0.1, .b = 0.5, .c = 1.25});
  return all;
}

TEST(NativeUnary, IsTheReferenceForwardAndBackward) {
  for (const UnaryAttributes& unary : functions()) {
    for (const std::int64_t width : {1, 7, 16, 333}) {
      const TensorDesc x = f32({3, width});
      expect_same_as_reference(native_provider(), {OpCode::unary, unary, {x}, {x}}, 4e-7, 1e-7);
      expect_same_as_reference(native_provider(), {OpCode::unary_backward, unary, {x, x}, {x}}, 1e-6, 3e-7);
    }
    if (HasFailure()) FAIL() << "function " << static_cast<int>(unary.function);
  }
}

float value_of(Unary function, float x) {
  const OperationSpec operation{OpCode::unary, UnaryAttributes{.function = function}, {f32({1, 1})}, {f32({1, 1})}};
  return run_operation(native_provider(), operation, {Array::of({x}, {1, 1})})[0].values<float>()[0];
}

TEST(NativeUnary, ExponentialsAreGoodToTwoPartsInTenMillion) {
  constexpr std::int64_t count = 40001;
  Array x({count, 1});
  for (std::int64_t i = 0; i < count; ++i)
    x.values<float>()[static_cast<std::size_t>(i)] = static_cast<float>(i - 20000) * 0.001f;
  const auto errors = [&](Unary function, auto exact) {
    const OperationSpec operation{
        OpCode::unary, UnaryAttributes{.function = function}, {f32(x.shape())}, {f32(x.shape())}};
    const Array y = run_operation(native_provider(), operation, {x})[0];
    double largest = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const double want = exact(static_cast<double>(x.values<float>()[i]));
      if (want != 0) largest = std::max(largest, std::abs(static_cast<double>(y.values<float>()[i]) / want - 1));
    }
    return largest;
  };
  EXPECT_LT(errors(Unary::exponential, [](double v) { return std::exp(v); }), 2e-7);
  EXPECT_LT(errors(Unary::tanh, [](double v) { return std::tanh(v); }), 2e-7);
  EXPECT_LT(errors(Unary::sigmoid, [](double v) { return 1 / (1 + std::exp(-v)); }), 2.5e-7);
}

TEST(NativeUnary, ExtremesAreWhatTheMathematicsSays) {
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(value_of(Unary::exponential, 100), infinity);
  EXPECT_EQ(value_of(Unary::exponential, infinity), infinity);
  EXPECT_EQ(value_of(Unary::exponential, -1000), 0);
  EXPECT_EQ(value_of(Unary::exponential, -infinity), 0);
  EXPECT_EQ(value_of(Unary::tanh, -1000), -1);
  EXPECT_EQ(value_of(Unary::tanh, infinity), 1);
  EXPECT_EQ(value_of(Unary::sigmoid, -infinity), 0);
  EXPECT_EQ(value_of(Unary::sigmoid, 1000), 1);
  EXPECT_EQ(value_of(Unary::softplus, 1000), 1000);
  EXPECT_EQ(value_of(Unary::softplus, -1000), 0);
  EXPECT_EQ(value_of(Unary::logarithm, 0), -infinity);
  EXPECT_EQ(value_of(Unary::logarithm, infinity), infinity);
  EXPECT_TRUE(std::isnan(value_of(Unary::logarithm, -1)));
  for (const Unary function : {Unary::relu, Unary::relu6, Unary::exponential, Unary::tanh, Unary::sigmoid,
                               Unary::silu, Unary::softplus, Unary::logarithm})
    EXPECT_TRUE(std::isnan(value_of(function, NAN))) << static_cast<int>(function);
}

TEST(NativeBinary, IsTheReferenceWhereShapesAgree) {
  const TensorDesc x = f32({3, 5, 7});
  for (const Binary function :
       {Binary::add, Binary::subtract, Binary::multiply, Binary::divide, Binary::maximum, Binary::minimum})
    expect_same_as_reference(native_provider(), {OpCode::binary, BinaryAttributes{function}, {x, x}, {x}}, 1e-6, 0);
}

TEST(NativeBinary, IsTheReferenceOfRowsWithOne) {
  for (const std::int64_t width : {1, 3, 16, 37})
    for (const Shape& row : {Shape{width}, Shape{5, width}})
      for (const Binary function : {Binary::add, Binary::divide})
        expect_same_as_reference(
            native_provider(),
            {OpCode::binary, BinaryAttributes{function}, {f32({3, 5, width}), f32(row, false)}, {f32({3, 5, width})}},
            1e-6, 0);
}

TEST(NativeCast, ScalesBytes) {
  const TensorDesc x{{3, 77}, DType::u8, true, {}};
  expect_same_as_reference(native_provider(), {OpCode::cast, CastAttributes{1 / 255.0, 0}, {x}, {f32(x.shape)}}, 1e-7,
                           0);
  expect_same_as_reference(native_provider(), {OpCode::cast, CastAttributes{1 / 127.5, -1}, {x}, {f32(x.shape)}},
                           1e-6, 1e-7);
}

TEST(NativeNoise, DrawsTheReferencesNumbers) {
  for (const std::int64_t width : {1, 6, 64, 1001})
    expect_same_as_reference(native_provider(),
                             {OpCode::noise, NoiseAttributes{std::uint64_t{7} << 33}, {}, {f32({3, width})}}, 1e-6,
                             2e-6);
}

TEST(NativeDropout, KeepsWhatTheReferenceKeeps) {
  for (const double rate : {0.0, 0.3, 0.5, 1.0}) {
    for (const std::int64_t width : {1, 5, 64, 129, 1000}) {
      const TensorDesc x = f32({3, width});
      expect_same_as_reference(
          native_provider(), {OpCode::dropout, DropoutAttributes{rate, std::uint64_t{5} << 32 | 9}, {x}, {x}}, 0, 0);
    }
  }
}

}  // namespace
}  // namespace fovea
