#include <gtest/gtest.h>

#include <cmath>

#include "fovea/kernels/kernel_test_support.h"

namespace fovea {
namespace {

Array numbers(std::int64_t samples, std::int64_t width, std::uint64_t stream, const RunState& state = {}) {
  const OperationSpec operation{
      OpCode::noise, NoiseAttributes{stream}, {}, {{{samples, width}, DType::f32, true, {}}}};
  return run_operation(reference_provider(), operation, {}, state)[0];
}

TEST(ReferenceNoise, IsNormal) {
  const Array y = numbers(40, 999, 1, {{5, 6}, 0});
  const auto count = static_cast<double>(y.size());
  double sums[5] = {}, beyond_two = 0, neighbours = 0;
  for (std::size_t i = 0; i < y.values<float>().size(); ++i) {
    const double v = y.values<float>()[i];
    for (int power = 1; power < 5; ++power) sums[power] += std::pow(v, power) / count;
    beyond_two += std::abs(v) > 2 ? 1 / count : 0;
    if (i > 0) neighbours += v * y.values<float>()[i - 1] / count;
  }
  // Five standard deviations of each estimate.
  EXPECT_NEAR(sums[1], 0, 5 / std::sqrt(count));
  EXPECT_NEAR(sums[2], 1, 5 * std::sqrt(2 / count));
  EXPECT_NEAR(sums[3], 0, 5 * std::sqrt(15 / count));
  EXPECT_NEAR(sums[4], 3, 5 * std::sqrt(96 / count));
  EXPECT_NEAR(beyond_two, 0.0455, 5 * std::sqrt(0.0455 / count));
  EXPECT_NEAR(neighbours, 0, 5 / std::sqrt(count));
}

TEST(ReferenceNoise, BelongsToSampleStepSeedAndStream) {
  const Array whole = numbers(6, 5, 1, {{1, 1}, 0});
  kernel_test::expect_close(numbers(3, 5, 1, {{1, 1}, 2}), whole.slice(2, 3), 0, 0, "samples 2 to 4");
  const auto differs = [&](const Array& other) {
    return !std::ranges::equal(other.values<float>(), whole.values<float>());
  };
  EXPECT_TRUE(differs(numbers(6, 5, 2, {{1, 1}, 0})));
  EXPECT_TRUE(differs(numbers(6, 5, 1, {{2, 1}, 0})));
  EXPECT_TRUE(differs(numbers(6, 5, 1, {{1, 2}, 0})));
  EXPECT_TRUE(differs(numbers(6, 5, 1, {{1, 1}, 1})));
}

}  // namespace
}  // namespace fovea
