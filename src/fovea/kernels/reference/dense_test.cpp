#include <gtest/gtest.h>

#include "fovea/kernels/kernel_test_support.h"
#include "fovea/kernels/reference/gradient_check.h"

namespace fovea {
namespace {

TEST(ReferenceDense, ComputesByHandOnEveryRow) {
  const OperationSpec operation{OpCode::dense,
                                DenseAttributes{.bias = true, .relu = true},
                                {f64({1, 2, 2}), f64({2, 3}, false), f64({3}, false)},
                                {f64({1, 2, 3})}};
  const Array y =
      run_operation(reference_provider(), operation,
                    {Array::of<double>({1, 2, 3, 4}, {1, 2, 2}), Array::of<double>({1, 0, -1, 0, 1, -1}, {2, 3}),
                     Array::of<double>({10, -2, 0}, {3})})[0];
  const std::vector<double> expected{11, 0, 0, 13, 2, 0};
  EXPECT_EQ(std::vector<double>(y.values<double>().begin(), y.values<double>().end()), expected);
}

TEST(ReferenceDense, GradientsAreDerivatives) {
  for (const Shape& x : {Shape{3, 17}, Shape{2, 3, 5}}) {
    const DenseAttributes attributes{.bias = true};
    Shape y = x;
    y.set(-1, 11);
    const TensorDesc w = f64({x[-1], 11}, false), bias = f64({11}, false);
    const OperationSpec forward{OpCode::dense, attributes, {f64(x), w, bias}, {f64(y)}};
    const OperationSpec data{OpCode::dense_backward_data, attributes, {f64(y), w}, {f64(x)}};
    const OperationSpec weights{OpCode::dense_backward_weights, attributes, {f64(x), f64(y)}, {w, bias}};
    const auto pick = [](auto& in, auto&, auto& dy) { return Arrays{in[0], dy}; };
    expect_gradient_by(forward, 0, data, [](auto& in, auto&, auto& dy) { return Arrays{dy, in[1]}; });
    expect_gradient_by(forward, 1, weights, pick);
    expect_gradient_by(forward, 2, weights, pick, 1);
  }
}

TEST(ReferenceDense, AddsItsWeightGradientsOverMicroBatches) {
  const OperationSpec operation{OpCode::dense_backward_weights,
                                DenseAttributes{.bias = true},
                                {f64({4, 3}), f64({4, 2})},
                                {f64({3, 2}, false), f64({2}, false)}};
  const Arrays all = random_operands(operation);
  const Arrays whole = run_operation(reference_provider(), operation, all);
  const auto kernel = reference_provider().candidates(operation, {.samples = 4})[0].make();
  Arrays sums = kernel_test::fresh_outputs(operation, 4, 0);
  Array scratch({1}, DType::u8);
  kernel_test::call(*kernel, {all[0].slice(0, 3), all[1].slice(0, 3)}, sums, scratch, 3, {});
  kernel_test::call(*kernel, {all[0].slice(3, 1), all[1].slice(3, 1)}, sums, scratch, 1, {});
  kernel_test::expect_close(sums[0], whole[0], 0, 0, "dw");
  kernel_test::expect_close(sums[1], whole[1], 0, 0, "dbias");
}

}  // namespace
}  // namespace fovea
