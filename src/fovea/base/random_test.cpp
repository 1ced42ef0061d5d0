#include "fovea/base/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

namespace fovea {
namespace {

using Words = std::array<std::uint32_t, 4>;

// Known answers of the Random123 library that accompanies the paper.
TEST(Random, PhiloxGivesThePublishedWords) {
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr std::uint32_t ones = 0xffffffff;
  EXPECT_EQ(philox({ones, ones, ones, ones}, {ones, ones}), (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Random, AStreamIsTheWordsOfConsecutiveCounters) {
  Random random(0x299f31d0'a4093822, 0x03707344'13198a2e);
  for (std::uint32_t block = 0; block < 3; ++block)
    for (const std::uint32_t word : philox({block, 0, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}))
      EXPECT_EQ(random.next(), word);
}

TEST(Random, SeedsAndStreamsDiffer) {
  std::set<std::uint64_t> first;
  for (const std::uint64_t seed : {0, 1, 2})
    for (const std::uint64_t stream : {0, 1, 2}) {
      Random random(seed, stream);
      first.insert(std::uint64_t{random.next()} << 32 | random.next());
    }
  EXPECT_EQ(first.size(), 9u);
}

// With seeds fixed the numbers are fixed, so the bounds (5 standard deviations) cannot fail by chance.
TEST(Random, BelowIsInRangeAndUnbiased) {
  Random random(7);
  for (const std::uint64_t n : {1, 2, 3, 10, 100}) {
    std::vector<int> counts(n);
    const int draws = 20'000;
    for (int i = 0; i < draws; ++i) {
      const std::uint64_t value = random.below(n);
      ASSERT_LT(value, n);
      ++counts[value];
    }
    const double mean = static_cast<double>(draws) / static_cast<double>(n);
    for (const int count : counts) EXPECT_NEAR(count, mean, 5 * std::sqrt(mean) + 1e-9) << "n = " << n;
  }
}

TEST(Random, BelowIsUnbiasedWhereAPlainRemainderIsNot) {
  // 2^64 mod n = n / 3 here: a plain remainder would take the lower third of the values twice as often.
  const std::uint64_t n = 3 * (std::uint64_t{1} << 62);
  Random random(11);
  int low = 0;
  const int draws = 20'000;
  for (int i = 0; i < draws; ++i) {
    const std::uint64_t value = random.below(n);
    ASSERT_LT(value, n);
    low += value < n / 3 ? 1 : 0;
  }
  EXPECT_NEAR(low, draws / 3.0, 5 * std::sqrt(draws * 2 / 9.0));
}

TEST(Random, UniformFillsTheHalfOpenInterval) {
  Random random(3);
  double sum = 0, squares = 0, least = 1, most = 0;
  const int draws = 100'000;
  for (int i = 0; i < draws; ++i) {
    const double value = random.uniform();
    ASSERT_GE(value, 0);
    ASSERT_LT(value, 1);
    sum += value;
    squares += value * value;
    least = std::min(least, value);
    most = std::max(most, value);
  }
  EXPECT_NEAR(sum / draws, 0.5, 5 * std::sqrt(1.0 / 12 / draws));
  EXPECT_NEAR(squares / draws, 1.0 / 3, 5 * std::sqrt(4.0 / 45 / draws));
  EXPECT_LT(least, 1e-3);
  EXPECT_GT(most, 1 - 1e-3);
}

TEST(Random, NormalHasTheMomentsOfANormal) {
  Random random(5);
  double sum = 0, squares = 0, fourth = 0;
  const int draws = 100'000;
  for (int i = 0; i < draws; ++i) {
    const double value = random.normal();
    sum += value;
    squares += value * value;
    fourth += value * value * value * value;
  }
  EXPECT_NEAR(sum / draws, 0, 5 / std::sqrt(draws));
  EXPECT_NEAR(squares / draws, 1, 5 * std::sqrt(2.0 / draws));
  EXPECT_NEAR(fourth / draws, 3, 5 * std::sqrt(96.0 / draws));
}

}  // namespace
}  // namespace fovea
