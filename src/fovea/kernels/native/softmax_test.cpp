// Softmax, cross entropies, reductions and broadcasts: what stands at the end of a classifier.
#include <gtest/gtest.h>

#include "fovea/kernels/kernel_test_support.h"

namespace fovea {
namespace {

TensorDesc f32(const Shape& shape, bool batched = true) { return {shape, DType::f32, batched, {}}; }

TEST(NativeSoftmax, IsTheReferenceForwardAndBackward) {
  for (const std::int64_t classes : {1, 2, 10, 16, 17, 1000}) {
    const TensorDesc x = f32({3, 2, classes});
    for (const int axis : {-1, 2}) {
      const AxisAttributes attributes{.axis = axis};
      expect_same_as_reference(native_provider(), {OpCode::softmax, attributes, {x}, {x}}, 1e-6, 1e-9);
      expect_same_as_reference(native_provider(), {OpCode::softmax_backward, attributes, {x, x}, {x}}, 2e-6, 1e-7);
    }
  }
  EXPECT_TRUE(native_provider()
                  .candidates({OpCode::softmax, AxisAttributes{.axis = 1}, {f32({3, 2, 4})}, {f32({3, 2, 4})}},
                              {.samples = 3})
                  .empty());
}

TEST(NativeSoftmax, PassesNaNAndStandsLargeLogits) {
  const TensorDesc x = f32({3, 3});
  const OperationSpec operation{OpCode::softmax, AxisAttributes{}, {x}, {x}};
  const Array y = run_operation(native_provider(), operation,
                                {Array::of<float>({1000, 1000, -1000, 1, NAN, 2, -INFINITY, 0, 0}, {3, 3})})[0];
  EXPECT_EQ(y.values<float>()[0], 0.5f);
  EXPECT_EQ(y.values<float>()[2], 0.f);
  EXPECT_TRUE(std::isnan(y.values<float>()[3]));
  EXPECT_EQ(y.values<float>()[6], 0.f);
  EXPECT_EQ(y.values<float>()[7], 0.5f);
}

TEST(NativeCrossEntropy, IsTheReferenceInEveryForm) {
  for (const CrossEntropy kind : {CrossEntropy::sparse, CrossEntropy::categorical, CrossEntropy::binary}) {
    for (const bool from_logits : {true, false}) {
      for (const double smoothing : {0.0, 0.1}) {
        if (kind == CrossEntropy::sparse && smoothing != 0) continue;
        for (const Shape& shape : {Shape{3, 10}, Shape{3, 2, 17}, Shape{4, 1}, Shape{2, 1000}}) {
          const CrossEntropyAttributes attributes{
              .kind = kind, .from_logits = from_logits, .label_smoothing = smoothing, .scale = 0.25};
          const TensorDesc p = f32(shape), loss = f32({shape[0]});
          Shape positions = shape;
          if (kind == CrossEntropy::sparse)
            positions = shape.rank() == 2 ? Shape{shape[0]} : Shape{shape[0], shape[1]};
          const TensorDesc target{positions, kind == CrossEntropy::sparse ? DType::i64 : DType::f32, true, {}};
          expect_same_as_reference(native_provider(), {OpCode::cross_entropy, attributes, {p, target}, {loss}}, 3e-6,
                                   1e-6);
          expect_same_as_reference(native_provider(),
                                   {OpCode::cross_entropy_backward, attributes, {loss, p, target}, {p}}, 1e-5, 1e-6);
          if (HasFailure())
            FAIL() << "kind " << static_cast<int>(kind) << " of " << to_string(shape)
                   << (from_logits ? " logits" : "");
        }
      }
    }
  }
}

TEST(NativeCrossEntropy, ClipsProbabilitiesAndRefusesClassesThatAreNot) {
  const TensorDesc p = f32({4, 3}), loss = f32({4}), index{{4}, DType::i64, true, {}};
  Array target({4}, DType::i64);
  for (std::size_t i = 0; i < 4; ++i) target.values<std::int64_t>()[i] = i == 3 ? 3 : 0;
  const Arrays inputs{Array::of<float>({1, 0, 0, 0, 1, 0, 1e-8f, 0.5f, 0.5f, 1, 0, 0}, {4, 3}), target};
  const Arrays back{Array::of<float>({1, 1, 1, 1}, {4}), inputs[0], target};
  const OperationSpec forward{OpCode::cross_entropy, CrossEntropyAttributes{}, {p, index}, {loss}};
  const OperationSpec backward{OpCode::cross_entropy_backward, CrossEntropyAttributes{}, {loss, p, index}, {p}};
  for (const auto& [operation, operands] : {std::pair{forward, inputs}, std::pair{backward, back}})
    kernel_test::expect_close(run_operation(native_provider(), operation, operands)[0],
                              run_operation(reference_provider(), operation, operands)[0], 1e-5, 1e-7, "clipped");
}

TEST(NativeReduce, IsTheReferenceOverConsecutiveAxes) {
  const Shape shape{3, 5, 7, 18};
  for (const std::vector<int>& axes :
       std::vector<std::vector<int>>{{0}, {3}, {1}, {1, 2}, {2, 3}, {1, 2, 3}, {0, 1, 2}, {0, 1, 2, 3}}) {
    for (const Reduction kind : {Reduction::sum, Reduction::mean, Reduction::maximum}) {
      const bool over_samples = axes[0] == 0;
      if (kind == Reduction::maximum && over_samples) continue;
      Shape kept = shape;
      for (const int axis : axes) kept.set(axis, 1);
      const ReduceAttributes attributes{
          .kind = kind, .axes = axes, .keepdims = true, .scale = kind == Reduction::maximum ? 1 : 0.5};
      expect_same_as_reference(native_provider(),
                               {OpCode::reduce, attributes, {f32(shape)}, {f32(kept, !over_samples)}}, 2e-6, 2e-6);
      if (kind == Reduction::sum) {
        expect_same_as_reference(
            native_provider(),
            {OpCode::broadcast, BroadcastAttributes{axes, 0.5}, {f32(kept, !over_samples)}, {f32(shape)}}, 0, 0);
      }
      if (HasFailure()) FAIL() << "axes from " << axes.front() << " to " << axes.back();
    }
  }
}

TEST(NativeReduce, LongSumsRoundLittle) {
  const std::int64_t count = 1 << 20;
  Array x({1, count, 1});
  for (float& v : x.values<float>()) v = 0.1f;
  for (const Shape& shape : {Shape{1, count, 1}, Shape{1, count / 16, 16}}) {
    const TensorDesc in = f32(shape), out = f32({1, shape[2]});
    const Array y = run_operation(
        native_provider(), {OpCode::reduce, ReduceAttributes{.kind = Reduction::mean, .axes = {1}}, {in}, {out}},
        {x.reshaped(shape)})[0];
    EXPECT_NEAR(y.values<float>()[0], 0.1f, 2e-6f) << to_string(shape);
  }
}

TEST(NativeReduce, AMaximumWithNaNIsNaN) {
  for (const Shape& shape : {Shape{1, 40, 1}, Shape{1, 20, 2}}) {
    Array x(shape);
    x.values<float>()[33] = NAN;
    const OperationSpec operation{OpCode::reduce,
                                  ReduceAttributes{.kind = Reduction::maximum, .axes = {1}},
                                  {f32(shape)},
                                  {f32({1, shape[2]})}};
    const Array y = run_operation(native_provider(), operation, {x})[0];
    EXPECT_TRUE(std::isnan(y.values<float>()[static_cast<std::size_t>(33 % shape[2])]));
  }
}

}  // namespace
}  // namespace fovea
