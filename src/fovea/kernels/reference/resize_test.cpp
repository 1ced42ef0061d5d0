#include <gtest/gtest.h>

#include "fovea/kernels/kernel_test_support.h"
#include "fovea/kernels/reference/gradient_check.h"

namespace fovea {
namespace {

TEST(ReferenceResize, SamplesOneAxis) {
  const Sampling table = sampling(Interpolation::bilinear, 2, 4, false);
  const OperationSpec operation{OpCode::resize, ResizeAttributes{1, table}, {f64({2, 2, 2})}, {f64({2, 4, 2})}};
  const Array x = Array::of<double>({0, 10, 4, 20, 8, 0, 8, 4}, {2, 2, 2});
  const Array expected = Array::of<double>({0, 10, 1, 12.5, 3, 17.5, 4, 20, 8, 0, 8, 1, 8, 3, 8, 4}, {2, 4, 2});
  kernel_test::expect_close(run_operation(reference_provider(), operation, {x})[0], expected, 1e-12, 0, "bilinear");
}

TEST(ReferenceResize, TheTransposedTableIsTheGradient) {
  for (const auto& [from, to] : {std::pair<std::int64_t, std::int64_t>{3, 7}, {7, 3}, {5, 5}})
    for (const int axis : {1, 2}) {
      const Sampling table = sampling(Interpolation::lanczos3, from, to, false);
      Shape x{2, 4, 4, 3}, y = x;
      x.set(axis, from), y.set(axis, to);
      const OperationSpec forward{OpCode::resize, ResizeAttributes{axis, table}, {f64(x)}, {f64(y)}};
      const OperationSpec backward{
          OpCode::resize, ResizeAttributes{axis, transposed(table, from)}, {f64(y)}, {f64(x)}};
      expect_gradient_by(forward, 0, backward,
                         [](const Arrays&, const Arrays&, const Array& dy) { return Arrays{dy}; });
    }
}

}  // namespace
}  // namespace fovea
