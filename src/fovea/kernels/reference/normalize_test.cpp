#include <gtest/gtest.h>

#include "fovea/kernels/kernel_test_support.h"
#include "fovea/kernels/reference/gradient_check.h"

namespace fovea {
namespace {

const Shape shape{3, 2, 4, 5};

NormalizeAttributes along(int axis) { return {.axis = axis, .epsilon = 1e-3, .count = shape.count() / shape[axis]}; }

OperationSpec normalize(int axis) {
  const TensorDesc channel = f64({shape[axis]}, false);
  return {OpCode::normalize, along(axis), {f64(shape), channel, channel, channel, channel}, {f64(shape)}};
}

TensorDesc sums_desc(int axis) { return f64({2, shape[axis]}, false); }

Arrays statistics(const Array& x, int axis) {
  const TensorDesc channel = f64({shape[axis]}, false);
  const Arrays sums =
      run_operation(reference_provider(), {OpCode::moments, along(axis), {f64(shape)}, {sums_desc(axis)}}, {x});
  return run_operation(reference_provider(),
                       {OpCode::moments_finish, along(axis), {sums_desc(axis)}, {channel, channel}}, sums);
}

Array sums_of(int axis, const Array& dy, const Array& x, const Arrays& now) {
  const TensorDesc channel = f64({shape[axis]}, false);
  return run_operation(
      reference_provider(),
      {OpCode::normalize_backward_sums, along(axis), {f64(shape), f64(shape), channel, channel}, {sums_desc(axis)}},
      {dy, x, now[0], now[1]})[0];
}

TEST(ReferenceNormalize, ComputesByHand) {
  const TensorDesc x = f64({2, 2}), channel = f64({2}, false);
  const OperationSpec operation{OpCode::normalize,
                                NormalizeAttributes{.axis = -1, .epsilon = 1, .count = 2},
                                {x, channel, channel, channel, channel},
                                {x}};
  const Array y = run_operation(
      reference_provider(), operation,
      {Array::of<double>({1, 2, 3, 4}, {2, 2}), Array::of<double>({1, 0}, {2}), Array::of<double>({3, 0}, {2}),
       Array::of<double>({2, 10}, {2}), Array::of<double>({5, -1}, {2})})[0];
  kernel_test::expect_close(y, Array::of<double>({5, 19, 7, 39}, {2, 2}), 1e-15, 0, "normalize");
}

TEST(ReferenceNormalize, StatisticsAreOfThePopulation) {
  const TensorDesc x{{4, 1}, DType::f32, true, {}}, channel{{1}, DType::f32, false, {}}, sums = f64({2, 1}, false);
  const NormalizeAttributes attributes{.axis = 1, .epsilon = 0, .count = 4};
  const Arrays made = run_operation(reference_provider(), {OpCode::moments, attributes, {x}, {sums}},
                                    {Array::of<float>({1, 2, 3, 6}, {4, 1})});
  const Arrays now =
      run_operation(reference_provider(), {OpCode::moments_finish, attributes, {sums}, {channel, channel}}, made);
  EXPECT_EQ(now[0].values<float>()[0], 3.0f);
  EXPECT_EQ(now[1].values<float>()[0], 3.5f);
}

TEST(ReferenceNormalize, VarianceOfEqualValuesIsNotNegative) {
  const TensorDesc sums = f64({2, 1}, false), channel = f64({1}, false);
  const double v = 0.1 * 3, squares = std::nextafter(v * v, 0.0);
  const Arrays now = run_operation(
      reference_provider(),
      {OpCode::moments_finish, NormalizeAttributes{.axis = 1, .epsilon = 0, .count = 1}, {sums}, {channel, channel}},
      {Array::of<double>({v, squares}, {2, 1})});
  EXPECT_EQ(now[1].values<double>()[0], 0);
}

/// Batch statistics depend on x: the differences go through moments, moments_finish and normalize.
TEST(ReferenceNormalize, GradientsThroughBatchStatisticsAreDerivatives) {
  for (const int axis : {1, 3}) {
    const OperationSpec forward = normalize(axis);
    const TensorDesc channel = f64({shape[axis]}, false);
    Arrays operands = random_operands(forward);
    const auto loss_terms = [&](const Array& x) {
      const Arrays now = statistics(x, axis);
      return run_operation(reference_provider(), forward, {x, now[0], now[1], operands[3], operands[4]})[0];
    };
    const Array dy = random_operands({OpCode::unary, UnaryAttributes{}, {f64(shape)}, {f64(shape)}}, 5)[0];
    const Arrays now = statistics(operands[0], axis);
    const Array sums = sums_of(axis, dy, operands[0], now);
    const OperationSpec backward{OpCode::normalize_backward,
                                 along(axis),
                                 {f64(shape), f64(shape), channel, channel, channel, sums_desc(axis)},
                                 {f64(shape)}};
    const Array dx =
        run_operation(reference_provider(), backward, {dy, operands[0], now[0], now[1], operands[3], sums})[0];
    Array x = operands[0].clone();
    for (std::size_t i = 0; i < x.values<double>().size(); i += 7) {
      const double kept = x.values<double>()[i], step = 1e-6;
      x.values<double>()[i] = kept + step;
      const Array above = loss_terms(x);
      x.values<double>()[i] = kept - step;
      const Array below = loss_terms(x);
      x.values<double>()[i] = kept;
      double difference = 0;
      for (std::size_t k = 0; k < dy.values<double>().size(); ++k)
        difference += (above.values<double>()[k] - below.values<double>()[k]) * dy.values<double>()[k];
      const double expected = difference / (2 * step);
      ASSERT_NEAR(dx.values<double>()[i], expected, 1e-6 * std::max(std::abs(expected), 0.05)) << i;
    }
  }
}

TEST(ReferenceNormalize, GradientsWithConstantStatisticsAreDerivatives) {
  for (const int axis : {1, 3}) {
    const OperationSpec forward = normalize(axis);
    const TensorDesc channel = f64({shape[axis]}, false);
    const OperationSpec data{
        OpCode::normalize_backward, along(axis), {f64(shape), f64(shape), channel, channel, channel}, {f64(shape)}};
    expect_gradient_by(forward, 0, data, [](auto& in, auto&, auto& dy) {
      return Arrays{dy, in[0], in[1], in[2], in[3]};
    });
    // gamma, then beta: the second and the first of the sums.
    for (const std::size_t which : {3, 4})
      expect_gradient(forward, which, [&](const Arrays& in, const Arrays&, const Array& dy) {
        const Array sums = sums_of(axis, dy, in[0], {in[1], in[2]});
        const OperationSpec split{OpCode::sums_split, {}, {sums_desc(axis)}, {channel, channel}};
        return run_operation(reference_provider(), split, {sums})[which == 3 ? 1 : 0];
      });
  }
}

TEST(ReferenceNormalize, MovesAverages) {
  const TensorDesc channel = f64({2}, false);
  const OperationSpec operation{OpCode::moving_average, MovingAverageAttributes{0.75}, {channel, channel}, {channel}};
  const Array y = run_operation(reference_provider(), operation,
                                {Array::of<double>({4, 0}, {2}), Array::of<double>({8, 1}, {2})})[0];
  kernel_test::expect_close(y, Array::of<double>({5, 0.25}, {2}), 0, 0, "average");
}

}  // namespace
}  // namespace fovea
