#include <gtest/gtest.h>

#include "fovea/kernels/dropout_mask.h"
#include "fovea/kernels/kernel_test_support.h"

namespace fovea {
namespace {

TensorDesc value(const Shape& shape) { return {shape, DType::f32, true, {}}; }

TEST(ReferenceDropout, ScalesWhatTheMaskKeeps) {
  const DropoutAttributes attributes{.rate = 0.25, .stream = 5};
  const RunState state{{3, 9}, 2};
  Array x({4, 2, 3});
  std::ranges::fill(x.values<float>(), 3.0f);
  const Array y = run_operation(reference_provider(),
                                {OpCode::dropout, attributes, {value(x.shape())}, {value(x.shape())}}, {x}, state)[0];
  const DropoutMask mask(attributes, state.step);
  for (std::uint64_t i = 0; i < 24; ++i)
    EXPECT_EQ(y.values<float>()[i], mask.keeps(2 + i / 6, i % 6) ? 4.0f : 0.0f) << i;
}

TEST(ReferenceDropout, DoesNotDependOnTheCutIntoMicroBatches) {
  const OperationSpec operation{
      OpCode::dropout, DropoutAttributes{.rate = 0.5, .stream = 1}, {value({6, 10})}, {value({6, 10})}};
  const Array x = random_operands(operation)[0];
  const Array whole = run_operation(reference_provider(), operation, {x}, {{1, 1}, 0})[0];
  const Array part = run_operation(reference_provider(), operation, {x.slice(2, 3)}, {{1, 1}, 2})[0];
  kernel_test::expect_close(part, whole.slice(2, 3), 0, 0, "samples 2 to 4");
}

}  // namespace
}  // namespace fovea
