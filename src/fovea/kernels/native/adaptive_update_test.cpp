#include "fovea/kernels/adaptive_update.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "fovea/base/random.h"
#include "fovea/kernels/weight_update.h"

namespace fovea::native {
namespace {

using Values = std::vector<float>;
constexpr std::size_t count = 101;

Values drawn(std::uint64_t stream, bool positive = false) {
  Random random(3, stream);
  Values values(count);
  for (float& value : values) {
    value = static_cast<float>(random.normal());
    if (positive) value = std::abs(value);
  }
  return values;
}

/// One element of a weight with its gradient and two slots.
struct Element {
  double w, g, a, b;
};

/// Runs `kernel` on drawn values, in one piece and cut in pieces, and `formula` on each element in double.
void expect_formula(const std::function<void(float* w, const float* g, float* a, float* b, std::size_t n)>& kernel,
                    const std::function<void(Element&)>& formula, bool positive_a) {
  Values w = drawn(1), a = drawn(2, positive_a), b = drawn(3, true);
  const Values g = drawn(4);
  std::vector<Element> want;
  for (std::size_t i = 0; i < count; ++i) {
    want.push_back({w[i], g[i], a[i], b[i]});
    formula(want.back());
  }
  Values cut_w = w, cut_a = a, cut_b = b;
  kernel(w.data(), g.data(), a.data(), b.data(), count);
  std::size_t begin = 0;
  for (const std::size_t end : {1, 8, 31, 64, 101}) {
    kernel(cut_w.data() + begin, g.data() + begin, cut_a.data() + begin, cut_b.data() + begin, end - begin);
    begin = end;
  }
  EXPECT_EQ(cut_w, w);
  EXPECT_EQ(cut_a, a);
  EXPECT_EQ(cut_b, b);
  for (std::size_t i = 0; i < count; ++i) {
    EXPECT_NEAR(w[i], want[i].w, 3e-6 * (1 + std::abs(want[i].w))) << i;
    EXPECT_NEAR(a[i], want[i].a, 1e-6 * (1 + std::abs(want[i].a))) << i;
    EXPECT_NEAR(b[i], want[i].b, 1e-6 * (1 + std::abs(want[i].b))) << i;
  }
}

TEST(AdaptiveUpdate, AdamaxFollowsItsFormula) {
  expect_formula([](auto* w, auto* g, auto* a, auto* b, auto n) { adamax_update({.step = 0.01}, w, g, a, b, n); },
                 [](Element& e) {
                   e.a += (e.g - e.a) * 0.1;
                   e.b = std::max(0.999 * e.b, std::abs(e.g));
                   e.w -= 0.01 * e.a / (e.b + 1e-7);
                 },
                 false);
}

TEST(AdaptiveUpdate, NadamFollowsItsFormula) {
  expect_formula(
      [](auto* w, auto* g, auto* a, auto* b, auto n) {
        nadam_update({.learning_rate = 0.01, .mean_share = 1.5, .gradient_share = 0.4, .correction = 3}, w, g, a, b,
                     n);
      },
      [](Element& e) {
        e.a += (e.g - e.a) * 0.1;
        e.b += (e.g * e.g - e.b) * 0.001;
        e.w -= 0.01 * (1.5 * e.a + 0.4 * e.g) / (std::sqrt(3 * e.b) + 1e-7);
      },
      false);
}

TEST(AdaptiveUpdate, AdagradFollowsItsFormula) {
  expect_formula([](auto* w, auto* g, auto* a, auto*, auto n) { adagrad_update({.learning_rate = 0.1}, w, g, a, n); },
                 [](Element& e) {
                   e.a += e.g * e.g;
                   e.w -= 0.1 * e.g / std::sqrt(e.a + 1e-7);
                 },
                 true);
}

TEST(AdaptiveUpdate, AdadeltaFollowsItsFormula) {
  expect_formula(
      [](auto* w, auto* g, auto* a, auto* b, auto n) { adadelta_update({.learning_rate = 0.5}, w, g, a, b, n); },
      [](Element& e) {
        e.a = 0.95 * e.a + 0.05 * e.g * e.g;
        const double step = std::sqrt(e.b + 1e-7) * e.g / std::sqrt(e.a + 1e-7);
        e.b = 0.95 * e.b + 0.05 * step * step;
        e.w -= 0.5 * step;
      },
      true);
}

TEST(AdaptiveUpdate, LionFollowsItsFormula) {
  expect_formula([](auto* w, auto* g, auto* a, auto*, auto n) { lion_update({.learning_rate = 0.1}, w, g, a, n); },
                 [](Element& e) {
                   const double way = 0.9 * e.a + 0.1 * e.g;
                   e.w -= way > 0 ? 0.1 : -0.1;
                   e.a = 0.99 * e.a + 0.01 * e.g;
                 },
                 false);
  float w = 1, g = 0, m = 0;
  lion_update({.learning_rate = 0.1}, &w, &g, &m, 1);
  EXPECT_EQ(w, 1);  // the sign of 0 is 0
}

TEST(AdaptiveUpdate, FtrlFollowsItsFormulaAtAnyPower) {
  for (const double power : {-0.5, -0.7, 0.0})
    expect_formula(
        [&](auto* w, auto* g, auto* a, auto* b, auto n) {
          ftrl_update({.learning_rate = 0.2, .power = power, .l1 = 0.3, .l2 = 0.1, .shrinkage = 0.05}, w, g, a, b, n);
        },
        [&](Element& e) {
          const double sum = e.a + e.g * e.g;
          e.b += e.g + 0.1 * e.w - (std::pow(sum, -power) - std::pow(e.a, -power)) / 0.2 * e.w;
          e.a = sum;
          e.w = (std::clamp(e.b, -0.3, 0.3) - e.b) / (std::pow(sum, -power) / 0.2 + 0.2);
        },
        true);
}

TEST(AdaptiveUpdate, ScheduleFreeFollowsItsFormula) {
  expect_formula([](auto* w, auto* g, auto* a, auto* b,
                    auto n) { schedule_free_update({.step = 0.1, .correction = 3, .weight = 0.25}, w, g, a, b, n); },
                 [](Element& e) {
                   e.b += (e.g * e.g - e.b) * 0.001;
                   double mean = (e.w - 0.1 * e.a) / 0.9;
                   e.a -= 0.1 * e.g / (std::sqrt(3 * e.b) + 1e-8);
                   mean = 0.75 * mean + 0.25 * e.a;
                   e.w = 0.1 * e.a + 0.9 * mean;
                 },
                 false);
}

TEST(WeightUpdate, LambFollowsItsFormula) {
  Values w = drawn(1), m = drawn(2), v = drawn(3, true);
  const Values g = drawn(4), old = w, old_m = m, old_v = v;
  const LambRule rule{.mean_correction = 2, .square_correction = 3};
  const double squares = lamb_moments(rule, g.data(), m.data(), v.data(), count);
  lamb_step(rule, 0.1, w.data(), m.data(), v.data(), count);
  double want = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double mean = old_m[i] + (g[i] - old_m[i]) * 0.1,
                 square = old_v[i] + (double{g[i]} * g[i] - old_v[i]) * 0.001;
    const double direction = 2 * mean / (std::sqrt(3 * square) + 1e-7);
    want += direction * direction;
    EXPECT_NEAR(m[i], mean, 1e-6);
    EXPECT_NEAR(v[i], square, 1e-6);
    EXPECT_NEAR(w[i], old[i] - 0.1 * direction, 1e-5 * (1 + std::abs(direction)));
  }
  EXPECT_NEAR(squares, want, 1e-5 * want);
}

TEST(WeightUpdate, SumsCountNothingBehindTheSpan) {
  const Values g = drawn(4);
  for (const std::size_t n : {1, 3, 16, 17, 100}) {
    Values columns(count, 1.f), v(count, 5.f);
    double squares = 0, raised = 0, divided = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const double square = double{g[i]} * g[i];
      squares += square;
      raised += square + 0.5;
      divided += square / (2 * (1 + 0.25 * (square + 0.5)));
    }
    EXPECT_NEAR(sum_of_squares(g.data(), n), squares, 1e-5 * squares);
    EXPECT_NEAR(add_row_squares(g.data(), columns.data(), n, 0.25, 0.5), raised, 1e-5 * raised);
    EXPECT_NEAR(factored_squares(g.data(), columns.data(), v.data(), n, 2), divided, 1e-5 * divided);
    EXPECT_EQ(columns[n], 1);
    EXPECT_EQ(v[n], 5);
  }
}

}  // namespace
}  // namespace fovea::native
