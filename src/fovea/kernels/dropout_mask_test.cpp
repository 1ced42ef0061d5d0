#include "fovea/kernels/dropout_mask.h"

#include <gtest/gtest.h>

#include <cmath>

namespace fovea {
namespace {

std::uint64_t decisions(const DropoutAttributes& attributes, const StepState& step, std::uint64_t sample) {
  const DropoutMask mask(attributes, step);
  std::uint64_t bits = 0;
  for (std::uint64_t i = 0; i < 64; ++i) bits |= std::uint64_t{mask.keeps(sample, i)} << i;
  return bits;
}

TEST(DropoutMask, DependsOnEverythingItNamesAndNothingElse) {
  const DropoutAttributes attributes{.rate = 0.5, .stream = 3};
  const std::uint64_t base = decisions(attributes, {1, 2}, 4);
  EXPECT_EQ(decisions(attributes, {1, 2}, 4), base);
  EXPECT_NE(decisions(attributes, {2, 2}, 4), base);
  EXPECT_NE(decisions(attributes, {1, 3}, 4), base);
  EXPECT_NE(decisions(attributes, {1, 2}, 5), base);
  EXPECT_NE(decisions({.rate = 0.5, .stream = 4}, {1, 2}, 4), base);
  EXPECT_NE(decisions(attributes, {1, std::uint64_t{2} + (std::uint64_t{1} << 32)}, 4), base);
}

TEST(DropoutMask, KeepsOneMinusRate) {
  for (const double rate : {0.1, 0.5, 0.9}) {
    const DropoutMask mask({.rate = rate, .stream = 1}, {7, 8});
    constexpr int count = 40000;
    int kept = 0;
    for (int i = 0; i < count; ++i)
      kept += mask.keeps(static_cast<std::uint64_t>(i / 200), static_cast<std::uint64_t>(i % 200));
    EXPECT_NEAR(static_cast<double>(kept) / count, 1 - rate, 4 * std::sqrt(rate * (1 - rate) / count));
  }
}

TEST(DropoutMask, RatesOfZeroAndOneAreExact) {
  EXPECT_EQ(decisions({.rate = 0, .stream = 0}, {}, 0), UINT64_MAX);
  EXPECT_EQ(decisions({.rate = 1, .stream = 0}, {}, 0), 0u);
  EXPECT_EQ(DropoutMask::scale({.rate = 1, .stream = 0}), 0);
  EXPECT_EQ(DropoutMask::scale({.rate = 0.75, .stream = 0}), 4);
}

TEST(DropoutMask, MatchesThePublishedRecipe) {
  // Computed from the recipe by an independent program; resumed runs and other providers rely on these bits.
  EXPECT_EQ(decisions({.rate = 0.5, .stream = 3}, {1, 2}, 4), 0x408d95ff7604f23fu);
}

}  // namespace
}  // namespace fovea
