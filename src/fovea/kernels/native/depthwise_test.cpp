#include <gtest/gtest.h>

#include <cmath>

#include "fovea/kernels/kernel_test_support.h"

namespace fovea {
namespace {

/// A depthwise convolution of small images; every shape is drawn.
TEST(NativeDepthwise, IsTheReferenceForwardAndBackward) {
  Random random(8);
  const auto between = [&](int low, int high) {
    return low + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(high - low + 1)));
  };
  for (int i = 0; i < 150; ++i) {
    ConvAttributes attributes;
    Window& window = attributes.window;
    const TensorDesc x{{between(1, 3), between(7, 20), between(7, 30), between(2, 70)}, DType::f32, true, {}};
    attributes.groups = x.shape[-1];
    attributes.relu = random.below(2) == 0;
    const bool bias = attributes.bias = random.below(2) == 0;
    for (std::size_t axis = 1; axis < 3; ++axis) {
      window.kernel[axis] = between(1, 4);
      window.stride[axis] = between(1, 3);
      window.dilation[axis] = random.below(3) == 0 ? 2 : 1;
      if (random.below(2) == 0) {
        window.pad_begin[axis] = between(0, 3);
        window.pad_end[axis] = between(0, 3);
      }
    }
    const Shape out = slid(window, with_depth(x.shape));
    const TensorDesc y{{out[0], out[2], out[3], out[4]}, DType::f32, true, {}};
    const TensorDesc w{{window.kernel[1], window.kernel[2], 1, x.shape[-1]}, DType::f32, false, {}};
    const TensorDesc b{{x.shape[-1]}, DType::f32, false, {}};
    OperationSpec forward{OpCode::convolution, attributes, {x, w}, {y}};
    OperationSpec weights{OpCode::convolution_backward_weights, attributes, {x, y}, {w}};
    if (bias) forward.inputs.push_back(b), weights.outputs.push_back(b);
    expect_same_as_reference(native_provider(), forward, 1e-5, 1e-5);
    expect_same_as_reference(native_provider(), {OpCode::convolution_backward_data, attributes, {y, w}, {x}}, 1e-5,
                             1e-5);
    expect_same_as_reference(native_provider(), weights, 1e-5,
                             2e-6 * std::sqrt(static_cast<double>(y.shape.count() / y.shape[-1])));
    if (HasFailure()) FAIL() << "draw " << i << ": " << to_string(x.shape) << " * " << to_string(w.shape);
  }
}

TEST(NativeDepthwise, HighImagesGoThroughInStrips) {
  ConvAttributes attributes;
  attributes.window = {.kernel = {1, 3, 3}, .stride = {1, 2, 2}, .pad_begin = {0, 1, 1}, .pad_end = {0, 1, 1}};
  attributes.groups = 40;
  const TensorDesc x{{2, 61, 57, 40}, DType::f32, true, {}}, y{{2, 31, 29, 40}, DType::f32, true, {}};
  const TensorDesc w{{3, 3, 1, 40}, DType::f32, false, {}};
  expect_same_as_reference(native_provider(), {OpCode::convolution, attributes, {x, w}, {y}}, 1e-5, 1e-5);
  expect_same_as_reference(native_provider(), {OpCode::convolution_backward_data, attributes, {y, w}, {x}}, 1e-5,
                           1e-5);
  expect_same_as_reference(native_provider(), {OpCode::convolution_backward_weights, attributes, {x, y}, {w}}, 1e-5,
                           1e-4);
}

}  // namespace
}  // namespace fovea
