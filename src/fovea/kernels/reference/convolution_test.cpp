#include <gtest/gtest.h>

#include "fovea/kernels/kernel_test_support.h"
#include "fovea/kernels/reference/gradient_check.h"

namespace fovea {
namespace {

struct Case {
  std::string name;
  Shape x, w;
  ConvAttributes attributes;
};

OperationSpec convolution(const Case& c) {
  Shape y = slid(c.attributes.window, with_depth(c.x));
  y.set(-1, c.w[-1]);
  Shape flat{y[0]};
  for (int i = 6 - (c.x.rank() - 1); i < 6; ++i) flat.push_back(y[i - 1]);
  OperationSpec operation{OpCode::convolution, c.attributes, {f64(c.x), f64(c.w, false)}, {f64(flat)}};
  if (c.attributes.bias) operation.inputs.push_back(f64({c.w[-1]}, false));
  return operation;
}

std::vector<Case> cases() {
  return {
      {"plain", {2, 5, 4, 3}, {3, 2, 3, 4}, {.window = {.kernel = {1, 3, 2}}, .pool = {}}},
      {"unequal padding, strides",
       {2, 5, 7, 2},
       {3, 3, 2, 3},
       {.window = {.kernel = {1, 3, 3}, .stride = {1, 2, 3}, .pad_begin = {0, 0, 2}, .pad_end = {0, 1, 1}},
        .bias = true,
        .pool = {}}},
      {"dilation, groups",
       {1, 7, 6, 4},
       {3, 2, 2, 6},
       {.window = {.kernel = {1, 3, 2}, .dilation = {1, 2, 3}, .pad_begin = {0, 1, 1}, .pad_end = {0, 2, 0}},
        .groups = 2,
        .bias = true,
        .pool = {}}},
      {"depthwise", {1, 4, 4, 3}, {3, 3, 1, 6}, {.window = {.kernel = {1, 3, 3}}, .groups = 3, .pool = {}}},
      {"one axis",
       {3, 9, 2},
       {4, 2, 3},
       {.window = {.kernel = {1, 1, 4}, .stride = {1, 1, 2}, .pad_begin = {0, 0, 3}}, .bias = true, .pool = {}}},
      {"three axes",
       {1, 3, 4, 5, 2},
       {2, 3, 2, 2, 3},
       {.window = {.kernel = {2, 3, 2}, .stride = {1, 1, 2}, .pad_begin = {1, 0, 0}, .pad_end = {0, 1, 1}},
        .pool = {}}},
  };
}

TEST(ReferenceConvolution, ComputesByHand) {
  // A 3 x 3 picture 1..9 under a 2 x 2 kernel, then its bias and relu: 1 - 2 - 4 + 5 = 0 everywhere but for the bias.
  const Case c{
      "", {1, 3, 3, 1}, {2, 2, 1, 2}, {.window = {.kernel = {1, 2, 2}}, .bias = true, .relu = true, .pool = {}}};
  const Array x = Array::of<double>({1, 2, 3, 4, 5, 6, 7, 8, 9}, c.x);
  const Array w = Array::of<double>({1, 1, -1, 0, -1, 0, 1, 0}, c.w);
  const Array bias = Array::of<double>({0.5, -2}, {2});
  const Array y = run_operation(reference_provider(), convolution(c), {x, w, bias})[0];
  const std::vector<double> expected{0.5, 0, 0.5, 0, 0.5, 2, 0.5, 3};
  EXPECT_EQ(std::vector<double>(y.values<double>().begin(), y.values<double>().end()), expected);
}

TEST(ReferenceConvolution, LeavesInfinityAndNanVisible) {
  const Case c{"", {1, 1, 2, 1}, {1, 1, 1, 1}, {.window = {}, .relu = true, .pool = {}}};
  const Array x = Array::of<double>({NAN, INFINITY}, c.x);
  const Array y = run_operation(reference_provider(), convolution(c), {x, Array::of<double>({-0.0}, c.w)})[0];
  EXPECT_TRUE(std::isnan(y.values<double>()[0]));
  EXPECT_TRUE(std::isnan(y.values<double>()[1]));
}

TEST(ReferenceConvolution, GradientsAreDerivatives) {
  for (const Case& c : cases()) {
    SCOPED_TRACE(c.name);
    const OperationSpec forward = convolution(c);
    const TensorDesc y = forward.outputs[0];
    const OperationSpec data{
        OpCode::convolution_backward_data, c.attributes, {y, forward.inputs[1]}, {forward.inputs[0]}};
    expect_gradient_by(forward, 0, data, [](auto& in, auto&, auto& dy) { return Arrays{dy, in[1]}; });
    OperationSpec weights{
        OpCode::convolution_backward_weights, c.attributes, {forward.inputs[0], y}, {forward.inputs[1]}};
    if (c.attributes.bias) weights.outputs.push_back(forward.inputs[2]);
    const auto pick = [](auto& in, auto&, auto& dy) { return Arrays{in[0], dy}; };
    expect_gradient_by(forward, 1, weights, pick);
    if (c.attributes.bias) expect_gradient_by(forward, 2, weights, pick, 1);
  }
}

TEST(ReferenceConvolution, FusedPoolingEqualsPoolingBehindIt) {
  for (const bool relu : {false, true})
    for (const DType index : {DType::u8, DType::i32}) {
      Case c{
          "", {2, 7, 9, 3}, {3, 3, 3, 5}, {.window = {.kernel = {1, 3, 3}}, .bias = true, .relu = relu, .pool = {}}};
      const OperationSpec plain = convolution(c);
      OperationSpec fused = plain;
      auto& attributes = std::get<ConvAttributes>(fused.attributes);
      attributes.max_pool = true;
      attributes.pool = {.kernel = {1, 2, 3}, .stride = {1, 2, 3}};
      fused.outputs = {f64({2, 2, 2, 5}), {{2, 2, 2, 5}, index, true, {}}};
      const OperationSpec pool{OpCode::pool, PoolAttributes{PoolKind::maximum, attributes.pool}, plain.outputs,
                               fused.outputs};
      const Arrays operands = random_operands(plain);
      const Arrays once = run_operation(reference_provider(), fused, operands);
      const Arrays twice =
          run_operation(reference_provider(), pool, run_operation(reference_provider(), plain, operands));
      kernel_test::expect_close(once[0], twice[0], 0, 0, "values");
      kernel_test::expect_close(once[1], twice[1], 0, 0, "positions");
      fused.outputs.pop_back();
      kernel_test::expect_close(run_operation(reference_provider(), fused, operands)[0], twice[0], 0, 0, "no argmax");
    }
}

TEST(ReferenceConvolution, Float32FollowsFloat64) {
  for (const Case& c : cases()) {
    OperationSpec wide = convolution(c), narrow = wide;
    for (auto* list : {&narrow.inputs, &narrow.outputs})
      for (TensorDesc& value : *list) value.dtype = DType::f32;
    Arrays operands = random_operands(narrow);
    const Array y = run_operation(reference_provider(), narrow, operands)[0];
    for (Array& operand : operands) operand = operand.cast(DType::f64);
    kernel_test::expect_close(y, run_operation(reference_provider(), wide, operands)[0], 1e-5, 1e-5, c.name);
  }
}

}  // namespace
}  // namespace fovea
