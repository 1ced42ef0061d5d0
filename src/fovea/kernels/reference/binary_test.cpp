#include <gtest/gtest.h>

#include "fovea/kernels/kernel_test_support.h"

namespace fovea {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Array binary(Binary function, const TensorDesc& a, const Array& x, const TensorDesc& b, const Array& y,
             const TensorDesc& result) {
  return run_operation(reference_provider(), {OpCode::binary, BinaryAttributes{function}, {a, b}, {result}},
                       {x, y})[0];
}

TensorDesc batched(const Shape& shape) { return {shape, DType::f64, true, {}}; }
TensorDesc shared(const Shape& shape) { return {shape, DType::f64, false, {}}; }

TEST(ReferenceBinary, EveryFunctionOnEqualShapes) {
  const Array a = Array::of<double>({6, -3, nan}, {3}), b = Array::of<double>({2, -4, 1}, {3});
  const auto results = [&](Binary function) {
    const Array y = binary(function, batched({3}), a, batched({3}), b, batched({3}));
    EXPECT_TRUE(std::isnan(y.values<double>()[2]));
    const Array swapped = binary(function, batched({3}), b, batched({3}), a, batched({3}));
    EXPECT_TRUE(std::isnan(swapped.values<double>()[2]));
    return std::pair(y.values<double>()[0], y.values<double>()[1]);
  };
  EXPECT_EQ(results(Binary::add), std::pair(8.0, -7.0));
  EXPECT_EQ(results(Binary::subtract), std::pair(4.0, 1.0));
  EXPECT_EQ(results(Binary::multiply), std::pair(12.0, 12.0));
  EXPECT_EQ(results(Binary::divide), std::pair(3.0, 0.75));
  EXPECT_EQ(results(Binary::maximum), std::pair(6.0, -3.0));
  EXPECT_EQ(results(Binary::minimum), std::pair(2.0, -4.0));
}

TEST(ReferenceBinary, BroadcastsAsNumpy) {
  const Array pixels = Array::of<double>({1, 2, 3, 4, 5, 6, 7, 8}, {2, 2, 2});
  const Array channels = Array::of<double>({10, 20}, {2});
  const Array sum = binary(Binary::add, batched({2, 2, 2}), pixels, shared({2}), channels, batched({2, 2, 2}));
  kernel_test::expect_close(sum, Array::of<double>({11, 22, 13, 24, 15, 26, 17, 28}, {2, 2, 2}), 0, 0, "shared");

  const Array column = Array::of<double>({1, 2, 3, 4}, {2, 2, 1}), row = Array::of<double>({1, 10}, {2, 1, 1});
  const Array product =
      binary(Binary::multiply, batched({2, 1, 1}), row, batched({2, 2, 1}), column, batched({2, 2, 1}));
  kernel_test::expect_close(product, Array::of<double>({1, 2, 30, 40}, {2, 2, 1}), 0, 0, "per sample");

  const Array outer = binary(Binary::subtract, shared({2, 1}), channels.reshaped({2, 1}), shared({1, 2}),
                             channels.reshaped({1, 2}), shared({2, 2}));
  kernel_test::expect_close(outer, Array::of<double>({0, -10, 10, 0}, {2, 2}), 0, 0, "both ways");
}

TEST(ReferenceBinary, OneSampleIsNotABroadcastAxis) {
  // Prepared for a batch of one, as a last short batch may be.
  const Array a = Array::of<double>({1, 2}, {1, 2}), b = Array::of<double>({10}, {1, 1});
  const Array sum = binary(Binary::add, batched({1, 2}), a, batched({1, 1}), b, batched({1, 2}));
  kernel_test::expect_close(sum, Array::of<double>({11, 12}, {1, 2}), 0, 0, "one sample");
}

TEST(ReferenceBinary, RefusesSamplesUnderAnotherAxis) {
  const OperationSpec operation{
      OpCode::binary, BinaryAttributes{}, {batched({3, 3}), batched({3})}, {batched({3, 3})}};
  EXPECT_TRUE(reference_provider().candidates(operation, {}).empty());
}

}  // namespace
}  // namespace fovea
