#include <gtest/gtest.h>

#include <cmath>

#include "fovea/kernels/kernel_test_support.h"

namespace fovea {
namespace {

TEST(NativePool, IsTheReferenceForwardAndBackward) {
  Random random(6);
  const auto between = [&](int low, int high) {
    return low + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(high - low + 1)));
  };
  for (int i = 0; i < 200; ++i) {
    PoolAttributes attributes;
    attributes.kind = random.below(3) == 0 ? PoolKind::average : PoolKind::maximum;
    Window& window = attributes.window;
    const bool tiles = random.below(2) == 0;
    for (int axis = 1; axis < 3; ++axis) {
      window.kernel[axis] = between(1, 3);
      window.stride[axis] = tiles ? window.kernel[axis] : between(1, 3);
      window.dilation[axis] = tiles ? 1 : between(1, 2);
      if (random.below(3) == 0) {
        window.pad_begin[axis] = between(0, static_cast<int>(window.kernel[axis] - 1));
        window.pad_end[axis] = between(0, static_cast<int>(window.kernel[axis] - 1));
      }
    }
    const TensorDesc x{{between(1, 3), between(5, 13), between(5, 13), between(1, 70)}, DType::f32, true, {}};
    const Shape out = slid(window, with_depth(x.shape));
    const TensorDesc y{{out[0], out[2], out[3], out[4]}, DType::f32, true, {}};
    const TensorDesc argmax{y.shape, DType::u8, true, {}};
    OperationSpec forward{OpCode::pool, attributes, {x}, {y}}, backward{OpCode::pool_backward, attributes, {y}, {x}};
    if (attributes.kind == PoolKind::maximum) {
      forward.outputs.push_back(argmax);
      backward.inputs.push_back(argmax);
      if (random.below(2) == 0) {
        std::get<PoolAttributes>(backward.attributes).relu = true;
        backward.inputs.push_back(y);
      }
    }
    expect_same_as_reference(native_provider(), forward, 1e-6, 1e-6);
    expect_same_as_reference(native_provider(), backward, 1e-6, 1e-6);
    if (HasFailure()) FAIL() << "draw " << i << ": " << to_string(x.shape);
  }
}

TEST(NativePool, TheFirstOfEqualsAndTheFirstNotANumberWin) {
  for (const std::int64_t size : {2, 3}) {
    PoolAttributes attributes;
    attributes.window.kernel = attributes.window.stride = {1, size, size};
    const TensorDesc x{{1, size, size, 20}, DType::f32, true, {}}, y{{1, 1, 1, 20}, DType::f32, true, {}};
    const OperationSpec operation{OpCode::pool, attributes, {x}, {y, {y.shape, DType::u8, true, {}}}};
    Array values(x.shape);
    values.values<float>()[20 + 3] = NAN;  // tap 1, channel 3
    values.values<float>()[40 + 3] = 7;
    values.values<float>()[60 + 3] = NAN;
    values.values<float>()[60 + 5] = 1;
    const Arrays pooled = run_operation(native_provider(), operation, {values});
    const auto argmax = pooled[1].values<std::uint8_t>();
    EXPECT_EQ(argmax[0], 0) << size;
    EXPECT_TRUE(std::isnan(pooled[0].values<float>()[3])) << size;
    EXPECT_EQ(argmax[3], 1) << size;
    EXPECT_EQ(argmax[5], 3) << size;
  }
}

}  // namespace
}  // namespace fovea
