#include <gtest/gtest.h>

#include "fovea/kernels/kernel_test_support.h"
#include "fovea/kernels/reference/gradient_check.h"

namespace fovea {
namespace {

struct Case {
  Shape x;
  std::vector<int> axes;
  bool batched = true;
};

OperationSpec reduction(Reduction kind, const Case& c, bool keepdims, double scale = 1) {
  Shape y;
  for (int i = 0; i < c.x.rank(); ++i) {
    const bool gone = std::ranges::find(c.axes, i) != c.axes.end();
    if (!gone || keepdims) y.push_back(gone ? 1 : c.x[i]);
  }
  const bool over_samples = !c.axes.empty() && c.axes[0] == 0;
  return {OpCode::reduce,
          ReduceAttributes{kind, c.axes, keepdims, scale},
          {f64(c.x, c.batched)},
          {f64(y, c.batched && !over_samples)}};
}

const std::vector<Case> cases{{{2, 3, 4, 5}, {1, 2}}, {{3, 4}, {1}},       {{2, 3, 2}, {2}},
                              {{4, 3}, {0}},          {{2, 3, 4}, {0, 2}}, {{3, 2, 2}, {0, 1, 2}, false}};

TEST(ReferenceReduce, ComputesByHand) {
  const Array x = Array::of<double>({1, 5, 3, 2, 8, -4}, {1, 3, 2});
  const auto reduced = [&](Reduction kind, double scale) {
    const Array y = run_operation(reference_provider(), reduction(kind, {{1, 3, 2}, {1}}, false, scale), {x})[0];
    return std::pair(y.values<double>()[0], y.values<double>()[1]);
  };
  EXPECT_EQ(reduced(Reduction::sum, 0.5), std::pair(6.0, 1.5));
  EXPECT_EQ(reduced(Reduction::mean, 1), std::pair(4.0, 1.0));
  EXPECT_EQ(reduced(Reduction::maximum, 1), std::pair(8.0, 5.0));
}

TEST(ReferenceReduce, AddsOverTheSamplesOfAllMicroBatches) {
  // The mean is over the batch of 4 in the shape, though each run brings 2.
  const OperationSpec operation = reduction(Reduction::mean, {{4, 2}, {0}}, false);
  const auto kernel = reference_provider().candidates(operation, {.samples = 2})[0].make();
  const Array x = Array::of<double>({1, 10, 2, 20, 3, 30, 6, 60}, {4, 2});
  Arrays sums = kernel_test::fresh_outputs(operation, 4, 0);
  Array scratch({1}, DType::u8);
  kernel_test::call(*kernel, {x.slice(0, 2)}, sums, scratch, 2, {});
  kernel_test::call(*kernel, {x.slice(2, 2)}, sums, scratch, 2, {});
  kernel_test::expect_close(sums[0], Array::of<double>({3, 30}, {2}), 0, 0, "mean");
}

TEST(ReferenceReduce, SumsFloat32WithoutLosingSmallTerms) {
  const std::int64_t count = 1 << 20;
  const TensorDesc from{{1, count}, DType::f32, true, {}}, to{{1}, DType::f32, true, {}};
  Array x(from.shape);
  std::ranges::fill(x.values<float>(), 0.1f);
  const OperationSpec mean{OpCode::reduce, ReduceAttributes{Reduction::mean, {1}, false, 1}, {from}, {to}};
  EXPECT_FLOAT_EQ(run_operation(reference_provider(), mean, {x})[0].values<float>()[0], 0.1f);
}

TEST(ReferenceReduce, MaximumPropagatesNan) {
  const Array x = Array::of<double>({1, NAN, 3}, {1, 3});
  const Array y = run_operation(reference_provider(), reduction(Reduction::maximum, {{1, 3}, {1}}, false), {x})[0];
  EXPECT_TRUE(std::isnan(y.values<double>()[0]));
}

TEST(ReferenceReduce, BroadcastIsTheGradientOfSumsAndMeans) {
  for (const Reduction kind : {Reduction::sum, Reduction::mean})
    for (const bool keepdims : {false, true})
      for (const Case& c : cases) {
        SCOPED_TRACE(to_string(c.x));
        const OperationSpec forward = reduction(kind, c, keepdims, 0.7);
        double scale = 0.7;
        for (int axis : c.axes) scale /= kind == Reduction::mean ? static_cast<double>(c.x[axis]) : 1.0;
        const OperationSpec backward{OpCode::broadcast, BroadcastAttributes{c.axes, scale}, forward.outputs,
                                     forward.inputs};
        expect_gradient_by(forward, 0, backward, [](auto&, auto&, auto& dy) { return Arrays{dy}; });
      }
}

TEST(ReferenceReduce, MaximumGradientIsADerivative) {
  for (const Case& c : cases) {
    if (c.batched && c.axes[0] == 0) continue;
    const OperationSpec forward = reduction(Reduction::maximum, c, true);
    const OperationSpec backward{OpCode::reduce_max_backward,
                                 forward.attributes,
                                 {forward.outputs[0], forward.inputs[0], forward.outputs[0]},
                                 forward.inputs};
    expect_gradient_by(forward, 0, backward, [](auto& in, auto& out, auto& dy) { return Arrays{dy, in[0], out[0]}; });
  }
}

TEST(ReferenceReduce, TiesShareTheGradient) {
  const OperationSpec operation{OpCode::reduce_max_backward,
                                ReduceAttributes{Reduction::maximum, {1}, false, 1},
                                {f64({2}), f64({2, 3}), f64({2})},
                                {f64({2, 3})}};
  const Array dx = run_operation(reference_provider(), operation,
                                 {Array::of<double>({1, 3}, {2}), Array::of<double>({1, 3, 3, 2, 2, 2}, {2, 3}),
                                  Array::of<double>({3, 2}, {2})})[0];
  kernel_test::expect_close(dx, Array::of<double>({0, 0.5, 0.5, 1, 1, 1}, {2, 3}), 0, 0, "dx");
}

TEST(ReferenceReduce, RefusesAMaximumOverSamples) {
  EXPECT_TRUE(reference_provider().candidates(reduction(Reduction::maximum, {{4, 3}, {0}}, false), {}).empty());
}

TEST(ReferenceBroadcast, MixesAxesThatAreLackingAndAxesOfOne) {
  // (1, 2) under (samples, 3, 2): the samples are lacking, the second axis is there as 1.
  const OperationSpec operation{
      OpCode::broadcast, BroadcastAttributes{{0, 1}, 2}, {f64({1, 2}, false)}, {f64({2, 3, 2})}};
  const Array y = run_operation(reference_provider(), operation, {Array::of<double>({1, 5}, {1, 2})})[0];
  kernel_test::expect_close(y, Array::of<double>({2, 10, 2, 10, 2, 10, 2, 10, 2, 10, 2, 10}, {2, 3, 2}), 0, 0, "y");
}

}  // namespace
}  // namespace fovea
