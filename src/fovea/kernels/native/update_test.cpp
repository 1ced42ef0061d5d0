#include "fovea/kernels/update.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "fovea/base/random.h"

namespace fovea::native {
namespace {

using Values = std::vector<float>;

Values drawn(std::uint64_t stream, bool positive = false) {
  Random random(3, stream);
  Values values(101);
  for (float& value : values) {
    value = static_cast<float>(random.normal());
    if (positive) value = std::abs(value);
  }
  return values;
}

void expect_near(const Values& got, const std::vector<double>& want) {
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], want[i], 1e-6 * (1 + std::abs(want[i]))) << i;
}

TEST(NativeUpdate, AdamFollowsItsFormula) {
  Values w = drawn(1), m = drawn(2), v = drawn(3, true);
  const Values g = drawn(4);
  std::vector<double> weights, means, squares;
  for (std::size_t i = 0; i < w.size(); ++i) {
    means.push_back(0.9 * m[i] + 0.1 * g[i]);
    squares.push_back(0.999 * v[i] + 0.001 * g[i] * g[i]);
    weights.push_back(w[i] - 0.01 * means[i] / (std::sqrt(squares[i]) + 1e-7));
  }
  adam_update({.step = 0.01}, w.data(), g.data(), m.data(), v.data(), w.size());
  expect_near(m, means);
  expect_near(v, squares);
  expect_near(w, weights);
}

TEST(NativeUpdate, SgdFollowsItsFormulas) {
  const Values start = drawn(1), g = drawn(4);
  Values plain = start;
  sgd_update({.learning_rate = 0.1}, plain.data(), g.data(), nullptr, plain.size());
  for (const bool nesterov : {false, true}) {
    Values w = start, m = drawn(2);
    std::vector<double> weights, speeds;
    for (std::size_t i = 0; i < w.size(); ++i) {
      EXPECT_NEAR(plain[i], start[i] - 0.1 * g[i], 1e-6);
      speeds.push_back(0.8 * m[i] - 0.1 * g[i]);
      weights.push_back(w[i] + (nesterov ? 0.8 * speeds[i] - 0.1 * g[i] : speeds[i]));
    }
    sgd_update({.learning_rate = 0.1, .momentum = 0.8, .nesterov = nesterov}, w.data(), g.data(), m.data(), w.size());
    expect_near(m, speeds);
    expect_near(w, weights);
  }
}

TEST(NativeUpdate, RmspropFollowsItsFormula) {
  Values w = drawn(1), v = drawn(3, true);
  const Values g = drawn(4);
  std::vector<double> weights, squares;
  for (std::size_t i = 0; i < w.size(); ++i) {
    squares.push_back(0.95 * v[i] + 0.05 * g[i] * g[i]);
    weights.push_back(w[i] - 0.01 * g[i] / std::sqrt(squares[i] + 1e-7));
  }
  rmsprop_update({.learning_rate = 0.01, .rho = 0.95}, w.data(), g.data(), v.data(), w.size());
  expect_near(v, squares);
  expect_near(w, weights);
}

TEST(NativeUpdate, CuttingASpanChangesNoBit) {
  Values whole = drawn(1), m = drawn(2), v = drawn(3, true);
  const Values g = drawn(4);
  Values cut = whole, cut_m = m, cut_v = v;
  const AdamRule rule{.step = 0.003};
  adam_update(rule, whole.data(), g.data(), m.data(), v.data(), whole.size());
  std::size_t begin = 0;
  for (const std::size_t end : {1, 8, 31, 64, 101}) {
    adam_update(rule, cut.data() + begin, g.data() + begin, cut_m.data() + begin, cut_v.data() + begin, end - begin);
    begin = end;
  }
  EXPECT_EQ(cut, whole);
  EXPECT_EQ(cut_m, m);
  EXPECT_EQ(cut_v, v);
}

TEST(NativeUpdate, SlotsAddInTheirOrder) {
  Values big(20, 1e8f), small(20, 3.0f), minus(20, -1e8f), sums(20);
  const float* slots[] = {big.data(), small.data(), minus.data()};
  sum_slots(sums.data(), slots, 3, sums.size());
  const float expected = (1e8f + 3.0f) + -1e8f;
  for (const float sum : sums) EXPECT_EQ(sum, expected);
}

}  // namespace
}  // namespace fovea::native
