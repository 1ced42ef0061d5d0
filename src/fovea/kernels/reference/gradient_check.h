#pragma once
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "fovea/kernels/random_operands.h"

/// For tests: gradients against central differences.
namespace fovea {

/// A float64 value; the first dimension counts samples when `batched`.
inline TensorDesc f64(const Shape& shape, bool batched = true) { return {shape, DType::f64, batched, {}}; }

/// Gives the gradient of a loss with respect to one operand from the operands, the results and the gradient of the
/// first result.
using Gradient = std::function<Array(const Arrays& operands, const Arrays& results, const Array& dy)>;

/// Compares the gradient of sum(first result * random dy) with respect to operand `which` with central differences of
/// step 1e-6, to 1e-6 of each number (of 0.05 for smaller ones). Everything is float64.
inline void expect_gradient(const OperationSpec& forward, std::size_t which, const Gradient& gradient,
                            Arrays operands = {}) {
  const Provider& provider = reference_provider();
  if (operands.empty()) operands = random_operands(forward);
  const Arrays results = run_operation(provider, forward, operands);
  Array dy(results[0].shape(), DType::f64);
  Random random(99);
  for (double& v : dy.values<double>()) v = random.normal();
  const Array analytic = gradient(operands, results, dy);
  ASSERT_EQ(analytic.size(), operands[which].size());

  constexpr double step = 1e-6;
  operands[which] = operands[which].clone();
  const auto values = operands[which].values<double>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double kept = values[i];
    values[i] = kept + step;
    const Array above = run_operation(provider, forward, operands)[0];
    values[i] = kept - step;
    const Array below = run_operation(provider, forward, operands)[0];
    values[i] = kept;
    double difference = 0;
    for (std::size_t k = 0; k < dy.values<double>().size(); ++k)
      difference += (above.values<double>()[k] - below.values<double>()[k]) * dy.values<double>()[k];
    const double expected = difference / (2 * step), actual = analytic.values<double>()[i];
    ASSERT_NEAR(actual, expected, 1e-6 * std::max(std::abs(expected), 0.05))
        << to_string(forward.code) << ", operand " << which << ", element " << i;
  }
}

/// The usual case: the gradient is a result of one backward operation, whose operands `pick` chooses.
inline void expect_gradient_by(const OperationSpec& forward, std::size_t which, const OperationSpec& backward,
                               const std::function<Arrays(const Arrays&, const Arrays&, const Array&)>& pick,
                               std::size_t result = 0) {
  expect_gradient(forward, which, [&](const Arrays& operands, const Arrays& results, const Array& dy) {
    return run_operation(reference_provider(), backward, pick(operands, results, dy))[result];
  });
}

}  // namespace fovea
