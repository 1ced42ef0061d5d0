#include <gtest/gtest.h>

#include "fovea/kernels/image/histograms.h"
#include "fovea/kernels/image/plane_changes.h"
#include "fovea/kernels/kernel_test_support.h"

namespace fovea {
namespace {

TensorDesc of(const Shape& shape, DType dtype = DType::f32) { return {shape, dtype, true, {}}; }
TensorDesc shared(const Shape& shape, DType dtype = DType::f32) { return {shape, dtype, false, {}}; }

/// One small form of every operation but reorder.
std::vector<OperationSpec> every_operation() {
  const TensorDesc picture = of({3, 5, 6, 4}), kernel = shared({3, 3, 2, 6}), map = of({3, 3, 3, 6});
  const ConvAttributes conv{
      .window = {.kernel = {1, 3, 3}, .stride = {1, 2, 2}, .pad_begin = {0, 1, 0}, .pad_end = {0, 1, 1}},
      .groups = 2,
      .bias = true,
      .pool = {}};
  const TensorDesc rows = of({3, 7}), weights = shared({7, 5}), units = of({3, 5}), bias = shared({5}),
                   channel = shared({4});
  const PoolAttributes pool{PoolKind::maximum, {.kernel = {1, 2, 2}, .stride = {1, 2, 2}}, true};
  const TensorDesc pooled = of({3, 2, 3, 4}), argmax = of({3, 2, 3, 4}, DType::u8), sums = shared({2, 4}, DType::f64);
  const NormalizeAttributes norm{.axis = -1, .epsilon = 1e-3, .count = 90};
  const CrossEntropyAttributes loss{CrossEntropy::sparse, true, 0, 1};
  const TensorDesc classes = of({3}, DType::i64), losses = of({3});
  const ReduceAttributes maximum{Reduction::maximum, {1}, false, 1};
  return {
      {OpCode::convolution, conv, {picture, kernel, shared({6})}, {map}},
      {OpCode::convolution_backward_data, conv, {map, kernel}, {picture}},
      {OpCode::convolution_backward_weights, conv, {picture, map}, {kernel, shared({6})}},
      {OpCode::dense, DenseAttributes{true, false}, {rows, weights, bias}, {units}},
      {OpCode::dense_backward_data, DenseAttributes{}, {units, weights}, {rows}},
      {OpCode::dense_backward_weights, DenseAttributes{true, false}, {rows, units}, {weights, bias}},
      {OpCode::pool, pool, {picture}, {pooled, argmax}},
      {OpCode::pool_backward, pool, {pooled, argmax, pooled}, {picture}},
      {OpCode::unary, UnaryAttributes{Unary::tanh}, {rows}, {rows}},
      {OpCode::unary_backward, UnaryAttributes{Unary::tanh}, {rows, rows}, {rows}},
      {OpCode::binary, BinaryAttributes{Binary::divide}, {picture, channel}, {picture}},
      {OpCode::reduce, ReduceAttributes{Reduction::sum, {0}, false, 1}, {units}, {bias}},
      {OpCode::reduce_max_backward, maximum, {losses, rows, losses}, {rows}},
      {OpCode::broadcast, BroadcastAttributes{{1}, 1}, {losses}, {rows}},
      {OpCode::softmax, AxisAttributes{-1}, {rows}, {rows}},
      {OpCode::softmax_backward, AxisAttributes{-1}, {rows, rows}, {rows}},
      {OpCode::dropout, DropoutAttributes{}, {rows}, {rows}},
      {OpCode::noise, NoiseAttributes{3}, {}, {rows}},
      {OpCode::resize,
       ResizeAttributes{1, sampling(Interpolation::bilinear, 5, 9, false)},
       {picture},
       {of({3, 9, 6, 4})}},
      {OpCode::histogram, AugmentAttributes{equalize(8, {-2, 2}), 3}, {picture}, {shared({4, 8}, DType::f64)}},
      {OpCode::augment, AugmentAttributes{equalize(8, {-2, 2}), 3}, {picture, shared({4, 8}, DType::f64)}, {picture}},
      {OpCode::augment, AugmentAttributes{flip(true, true), 3}, {picture}, {picture}},
      {OpCode::concat, AxisAttributes{1}, {rows, units}, {of({3, 12})}},
      {OpCode::slice, RangeAttributes{{0, 2}, {}, 0}, {rows}, {units}},
      {OpCode::pad, RangeAttributes{{0, 2}, {0, 0}, 0}, {units}, {rows}},
      {OpCode::reshape, {}, {picture}, {of({3, 120})}},
      {OpCode::transpose, TransposeAttributes{{0, 3, 1, 2}}, {picture}, {of({3, 4, 5, 6})}},
      {OpCode::cast, CastAttributes{}, {of({3, 7}, DType::u8)}, {rows}},
      {OpCode::moments, norm, {picture}, {sums}},
      {OpCode::moments_finish, norm, {sums}, {channel, channel}},
      {OpCode::normalize, norm, {picture, channel, channel, channel, channel}, {picture}},
      {OpCode::normalize_backward_sums, norm, {picture, picture, channel, channel}, {sums}},
      {OpCode::normalize_backward, norm, {picture, picture, channel, channel, channel, sums}, {picture}},
      {OpCode::sums_split, {}, {sums}, {channel, channel}},
      {OpCode::moving_average, MovingAverageAttributes{}, {channel, channel}, {channel}},
      {OpCode::cross_entropy, loss, {rows, classes}, {losses}},
      {OpCode::cross_entropy_backward, loss, {losses, rows, classes}, {rows}},
  };
}

TEST(EveryOperation, IsThere) {
  for (int code = 0; code < static_cast<int>(OpCode::reorder); ++code)
    EXPECT_TRUE(std::ranges::any_of(every_operation(), [&](const auto& spec) {
      return static_cast<int>(spec.code) == code;
    })) << to_string(static_cast<OpCode>(code));
}

/// Outputs that are overwritten start as NaN, so that an element which is never written shows.
TEST(EveryOperation, WritesEveryElement) {
  for (const OperationSpec& operation : every_operation())
    for (const Array& result : run_operation(reference_provider(), operation, random_operands(operation))) {
      const Array wide = result.cast(DType::f64);
      for (const double v : wide.values<double>()) ASSERT_TRUE(std::isfinite(v)) << to_string(operation.code);
    }
}

TEST(EveryOperation, AddsExactlyWhereTheContractSaysSo) {
  for (const OperationSpec& operation : every_operation()) {
    const Arrays operands = random_operands(operation);
    const std::int64_t samples = kernel_test::samples_of(operation, operands);
    const Candidate candidate = reference_provider().candidates(operation, {.samples = samples}).at(0);
    const auto kernel = candidate.make();
    const auto results = [&](double start) {
      return kernel_test::run(reference_provider(), candidate, *kernel, operation, operands, start, {});
    };
    const Arrays zero = results(0), one = results(1);
    for (std::size_t i = 0; i < zero.size(); ++i) {
      const Array from = zero[i].cast(DType::f64), to = one[i].cast(DType::f64);
      const double added = kernel_test::adds(operation, operation.outputs[i]) ? 1 : 0;
      for (std::size_t k = 0; k < from.values<double>().size(); ++k)
        ASSERT_NEAR(to.values<double>()[k] - from.values<double>()[k], added, 1e-4) << to_string(operation.code);
    }
  }
}

}  // namespace
}  // namespace fovea
