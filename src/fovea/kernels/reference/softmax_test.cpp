#include <gtest/gtest.h>

#include "fovea/kernels/kernel_test_support.h"
#include "fovea/kernels/reference/gradient_check.h"

namespace fovea {
namespace {

TEST(ReferenceSoftmax, ComputesByHandWithoutOverflow) {
  const OperationSpec operation{OpCode::softmax, AxisAttributes{-1}, {f64({2, 2})}, {f64({2, 2})}};
  const Array x = Array::of<double>({0, std::log(3.0), 1000, 1000}, {2, 2});
  const Array y = run_operation(reference_provider(), operation, {x})[0];
  kernel_test::expect_close(y, Array::of<double>({0.25, 0.75, 0.5, 0.5}, {2, 2}), 1e-15, 0, "softmax");
}

TEST(ReferenceSoftmax, RunsAlongAnyAxis) {
  const OperationSpec operation{OpCode::softmax, AxisAttributes{1}, {f64({1, 2, 2})}, {f64({1, 2, 2})}};
  const Array x = Array::of<double>({0, 7, std::log(4.0), 7}, {1, 2, 2});
  const Array y = run_operation(reference_provider(), operation, {x})[0];
  kernel_test::expect_close(y, Array::of<double>({0.2, 0.5, 0.8, 0.5}, {1, 2, 2}), 1e-15, 0, "softmax");
}

TEST(ReferenceSoftmax, GradientIsADerivative) {
  for (const int axis : {1, 2, -1}) {
    const TensorDesc value = f64({2, 3, 5});
    const OperationSpec forward{OpCode::softmax, AxisAttributes{axis}, {value}, {value}};
    const OperationSpec backward{OpCode::softmax_backward, AxisAttributes{axis}, {value, value}, {value}};
    expect_gradient_by(forward, 0, backward, [](auto&, auto& out, auto& dy) { return Arrays{dy, out[0]}; });
  }
}

}  // namespace
}  // namespace fovea
