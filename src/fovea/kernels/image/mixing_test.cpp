#include "fovea/kernels/image/mixing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "fovea/kernels/image/distributions.h"

namespace fovea {
namespace {

constexpr PictureShape shape{2, 3, 1};
const std::vector<float> pictures{1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60}, labels{1, 0, 0, 1};

std::vector<float> mixed(const BatchMixing& mixing, const std::vector<float>& numbers) {
  std::vector<float> out(pictures.size());
  mixing.mix(pictures.data(), out.data(), 2, shape, numbers);
  return out;
}

std::vector<float> mixed_labels(const BatchMixing& mixing, const std::vector<float>& numbers) {
  std::vector<float> out(labels.size());
  mixing.mix_labels(labels.data(), out.data(), 2, shape, 2, numbers);
  return out;
}

void expect_order(std::span<const float> order) {
  std::vector<float> sorted(order.begin(), order.end()), all(order.size());
  std::ranges::sort(sorted);
  std::iota(all.begin(), all.end(), 0.f);
  EXPECT_EQ(sorted, all);
}

}  // namespace

TEST(MixUp, AddsPartsOfTwoPicturesAndTheirLabels) {
  const auto mixing = mix_up(0.2);
  const std::vector<float> numbers{0.5f, 0.75f, 1, 1};
  EXPECT_EQ(mixed(*mixing, numbers), (std::vector<float>{5.5, 11, 16.5, 22, 27.5, 33, 10, 20, 30, 40, 50, 60}));
  EXPECT_EQ(mixed_labels(*mixing, numbers), (std::vector<float>{0.5, 0.5, 0, 1}));
}

TEST(CutMix, PutsARectangleOfAnotherPictureIn) {
  const auto mixing = cut_mix({0, 1});
  const std::vector<float> numbers{1, 0, 0.5f, 2, 0, 2, 0, 0, 0, 0};
  EXPECT_EQ(mixed(*mixing, numbers), (std::vector<float>{1, 20, 3, 4, 50, 6, 10, 20, 30, 40, 50, 60}));
  EXPECT_EQ(mixed_labels(*mixing, numbers), (std::vector<float>{0.5, 0.5, 0, 1}));
}

TEST(BatchMixing, DrawsAnOrderAndWhatFits) {
  constexpr std::int64_t count = 50;
  Random random(2);
  for (const auto& mixing : {mix_up(0.2), cut_mix({1, 1})}) {
    const auto fields = mixing->parameters(count);
    std::vector<float> numbers(static_cast<std::size_t>(fields[0].count + fields[1].count));
    mixing->draw(random, count, {8, 6, 3}, numbers);
    const std::span<const float> all(numbers);
    expect_order(fields[0].name == "permutation_order" ? all.first(count) : all.last(count));
    if (fields[1].name != "box") continue;
    for (std::size_t i = count; i < all.size(); i += 4) {
      EXPECT_TRUE(all[i] >= 0 && all[i] <= all[i + 1] && all[i + 1] <= 6.001f) << i;
      EXPECT_TRUE(all[i + 2] >= 0 && all[i + 2] <= all[i + 3] && all[i + 3] <= 8.001f) << i;
    }
  }
}

/// Mean 1/2 and variance 1 / (4 (2 alpha + 1)).
TEST(Distributions, BetaHasItsMoments) {
  for (const double alpha : {1e-6, 0.2, 1., 3.}) {
    Random random(8);
    double sum = 0, squares = 0;
    constexpr int count = 20000;
    for (int i = 0; i < count; ++i) {
      const double v = draw_beta(random, alpha);
      ASSERT_TRUE(v >= 0 && v <= 1) << v;
      sum += v / count;
      squares += v * v / count;
    }
    EXPECT_NEAR(sum, 0.5, 0.012) << alpha;
    EXPECT_NEAR(squares - sum * sum, 1 / (4 * (2 * alpha + 1)), 0.005) << alpha;
  }
}

TEST(Distributions, GammaHasItsMean) {
  for (const double alpha : {0.5, 1., 4.}) {
    Random random(6);
    double sum = 0;
    for (int i = 0; i < 20000; ++i) sum += std::exp(draw_log_gamma(random, alpha)) / 20000;
    EXPECT_NEAR(sum, alpha, 0.05) << alpha;
  }
}

}  // namespace fovea
