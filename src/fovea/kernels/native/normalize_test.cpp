#include <gtest/gtest.h>

#include "fovea/kernels/kernel_test_support.h"

namespace fovea {
namespace {

TEST(NativeNormalize, IsTheReferenceForEveryNumberOfChannels) {
  for (const std::int64_t channels : {1, 3, 8, 16, 19, 33, 64}) {
    const TensorDesc x{{3, 5, 7, channels}, DType::f32, true, {}}, c{{channels}, DType::f32, false, {}};
    const TensorDesc sums{{2, channels}, DType::f64, false, {}};
    for (const int axis : {-1, 3}) {
      const NormalizeAttributes attributes{.axis = axis, .epsilon = 1e-3, .count = 105};
      const auto check = [&](const OperationSpec& operation, double tolerance) {
        expect_same_as_reference(native_provider(), operation, tolerance, tolerance);
      };
      check({OpCode::moments, attributes, {x}, {sums}}, 1e-12);
      check({OpCode::normalize, attributes, {x, c, c, c, c}, {x}}, 2e-6);
      check({OpCode::normalize_backward_sums, attributes, {x, x, c, c}, {sums}}, 2e-6);
      check({OpCode::normalize_backward, attributes, {x, x, c, c, c}, {x}}, 2e-6);
      check({OpCode::normalize_backward, attributes, {x, x, c, c, c, sums}, {x}}, 4e-6);
    }
    if (HasFailure()) FAIL() << channels << " channels";
  }
}

TEST(NativeNormalize, LeavesOtherAxesToOthers) {
  const TensorDesc x{{3, 5, 7, 4}, DType::f32, true, {}}, sums{{2, 5}, DType::f64, false, {}};
  EXPECT_TRUE(native_provider()
                  .candidates({OpCode::moments, NormalizeAttributes{.axis = 1}, {x}, {sums}}, {.samples = 3})
                  .empty());
}

}  // namespace
}  // namespace fovea
