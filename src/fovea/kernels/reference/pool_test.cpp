#include <gtest/gtest.h>

#include "fovea/kernels/kernel_test_support.h"
#include "fovea/kernels/reference/gradient_check.h"

namespace fovea {
namespace {

/// A pooling of a picture (N, H, W, C), or of more or fewer axes.
OperationSpec pooling(PoolKind kind, const Window& window, const Shape& x, bool argmax = false,
                      DType index = DType::u8) {
  Shape y{x[0]};
  const Shape slid_shape = slid(window, with_depth(x));
  for (int i = 5 - (x.rank() - 1); i < 5; ++i) y.push_back(slid_shape[i]);
  OperationSpec operation{OpCode::pool, PoolAttributes{kind, window}, {f64(x)}, {f64(y)}};
  if (argmax) operation.outputs.push_back({y, index, true, {}});
  return operation;
}

std::vector<double> numbers(const Array& array) {
  const Array wide = array.cast(DType::f64);
  return {wide.values<double>().begin(), wide.values<double>().end()};
}

TEST(ReferencePool, TakesTheFirstMaximumAndTheFirstNan) {
  const Window window{.kernel = {1, 2, 2}, .stride = {1, 2, 2}};
  const OperationSpec operation = pooling(PoolKind::maximum, window, {1, 2, 6, 1}, true);
  const Array x = Array::of<double>({3, 5, 1, NAN, -1, -1, 5, 2, NAN, 7, -1, -1}, {1, 2, 6, 1});
  const Arrays results = run_operation(reference_provider(), operation, {x});
  EXPECT_EQ(results[0].values<double>()[0], 5);
  EXPECT_TRUE(std::isnan(results[0].values<double>()[1]));
  EXPECT_EQ(results[0].values<double>()[2], -1);
  EXPECT_EQ(numbers(results[1]), (std::vector<double>{1, 1, 0}));
}

TEST(ReferencePool, CountsArgmaxInTheWholeWindowAndNeverPicksPadding) {
  // All values are negative: a padding of zeros would win.
  const Window window{.kernel = {1, 2, 2}, .stride = {1, 2, 2}, .pad_begin = {0, 1, 1}};
  const OperationSpec operation = pooling(PoolKind::maximum, window, {1, 1, 3, 1}, true, DType::i32);
  const Arrays results =
      run_operation(reference_provider(), operation, {Array::of<double>({-4, -3, -2}, {1, 1, 3, 1})});
  EXPECT_EQ(numbers(results[0]), (std::vector<double>{-4, -2}));
  EXPECT_EQ(numbers(results[1]), (std::vector<double>{3, 3}));
}

TEST(ReferencePool, LeavesPaddingOutOfAverages) {
  const Window window{.kernel = {1, 1, 3}, .pad_begin = {0, 0, 1}, .pad_end = {0, 0, 1}};
  const OperationSpec operation = pooling(PoolKind::average, window, {1, 3, 1});
  const Array y = run_operation(reference_provider(), operation, {Array::of<double>({1, 2, 6}, {1, 3, 1})})[0];
  EXPECT_EQ(numbers(y), (std::vector<double>{1.5, 3, 4}));
}

TEST(ReferencePool, GradientsAreDerivatives) {
  const std::vector<std::pair<Window, Shape>> cases{
      {{.kernel = {1, 2, 2}, .stride = {1, 2, 2}}, {2, 5, 4, 3}},
      {{.kernel = {1, 3, 2}, .stride = {1, 2, 1}, .pad_begin = {0, 1, 0}, .pad_end = {0, 0, 1}}, {1, 6, 5, 2}},
      {{.kernel = {1, 1, 3}, .stride = {1, 1, 2}, .pad_end = {0, 0, 1}}, {2, 7, 2}},
      {{.kernel = {2, 2, 3}, .stride = {1, 2, 2}, .pad_begin = {1, 0, 1}}, {1, 3, 4, 5, 2}}};
  for (const auto& [window, x] : cases) {
    SCOPED_TRACE(to_string(x));
    const OperationSpec average = pooling(PoolKind::average, window, x);
    const OperationSpec average_back{OpCode::pool_backward, average.attributes, {average.outputs[0]}, {f64(x)}};
    expect_gradient_by(average, 0, average_back, [](auto&, auto&, auto& dy) { return Arrays{dy}; });
    const OperationSpec maximum = pooling(PoolKind::maximum, window, x, true);
    const OperationSpec maximum_back{OpCode::pool_backward, maximum.attributes, maximum.outputs, {f64(x)}};
    expect_gradient_by(maximum, 0, maximum_back, [](auto&, auto& y, auto& dy) { return Arrays{dy, y[1]}; });
  }
}

/// Windows of unequal lengths that overlap, and more results than pixels.
TEST(ReferencePool, AdaptiveWindowsAreSpreadEvenly) {
  const Window window{.kernel = {1, 3, 2}, .adaptive = true};
  const TensorDesc x = f64({2, 5, 3, 2}), y = f64({2, 3, 4, 2}), argmax{{2, 3, 4, 2}, DType::u8, true, {}};
  const OperationSpec average{OpCode::pool, PoolAttributes{PoolKind::average, window}, {x}, {y}};
  expect_gradient_by(average, 0, {OpCode::pool_backward, average.attributes, {y}, {x}},
                     [](auto&, auto&, auto& dy) { return Arrays{dy}; });
  const OperationSpec maximum{OpCode::pool, PoolAttributes{PoolKind::maximum, window}, {x}, {y, argmax}};
  expect_gradient_by(maximum, 0, {OpCode::pool_backward, maximum.attributes, {y, argmax}, {x}},
                     [](auto&, auto& results, auto& dy) {
                       return Arrays{dy, results[1]};
                     });
  const OperationSpec row{OpCode::pool,
                          PoolAttributes{PoolKind::average, {.kernel = {1, 1, 3}, .adaptive = true}},
                          {f64({1, 5, 1})},
                          {f64({1, 3, 1})}};
  const Array means = run_operation(reference_provider(), row, {Array::of<double>({1, 2, 4, 9, 5}, {1, 5, 1})})[0];
  EXPECT_EQ(numbers(means), (std::vector<double>{1.5, 5, 7}));
}

TEST(ReferencePool, FusedReluStopsGradientsWhereThePooledValueIsNotPositive) {
  const Window window{.kernel = {1, 1, 2}, .stride = {1, 1, 2}};
  const OperationSpec operation{OpCode::pool_backward,
                                PoolAttributes{PoolKind::maximum, window, true},
                                {f64({1, 3, 1}), {{1, 3, 1}, DType::u8, true, {}}, f64({1, 3, 1})},
                                {f64({1, 6, 1})}};
  const Array dx =
      run_operation(reference_provider(), operation,
                    {Array::of<double>({1, 2, 3}, {1, 3, 1}), Array::of<std::uint8_t>({1, 0, 0}, {1, 3, 1}),
                     Array::of<double>({4, 0, 5}, {1, 3, 1})})[0];
  EXPECT_EQ(numbers(dx), (std::vector<double>{0, 1, 0, 0, 3, 0}));
}

}  // namespace
}  // namespace fovea
