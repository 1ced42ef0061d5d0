#include "fovea/data/numpy_random.h"

#include <gtest/gtest.h>

#include "fovea/base/fields.h"
#include "fovea/base/golden_test_support.h"
#include "fovea/base/test_support.h"

namespace fovea {
namespace {

template <class Draw>
void expect_draws(const Json& expected, Draw draw, const char* what) {
  for (const Json& number : expected.as_list()) EXPECT_EQ(draw(), number.as_double()) << what;
}

TEST(NumpyRandom, DrawsWhatNumpyDraws) {
  for (const Json& known : golden_cases(FOVEA_SOURCE_DIR, "photos/numpy_random.json")) {
    NumpyRandom random(known.at("seed").as_int());
    expect_draws(
        known.at("random_sample"), [&] { return random.uniform(); }, "random_sample");
    expect_draws(
        known.at("uniform"), [&] { return random.uniform(-20, 3.5); }, "uniform");
    for (const Json& range : known.at("randint").as_list()) {
      const std::int64_t low = range.as_list()[0].as_int(), high = range.as_list()[1].as_int();
      expect_draws(
          range.as_list()[2], [&] { return static_cast<double>(random.randint(low, high)); }, "randint");
    }
    std::vector<std::int64_t> list(30);
    for (std::size_t i = 0; i < list.size(); ++i) list[i] = static_cast<std::int64_t>(i);
    random.shuffle(list);
    EXPECT_EQ(to_json(list), known.at("shuffled"));
    EXPECT_EQ(to_json(random.permutation(13)), known.at("permutation"));
    const std::vector<double> choices{-0.3, 0.1, 0.2};
    expect_draws(
        known.at("choice"), [&] { return choices[static_cast<std::size_t>(random.below(3))]; }, "choice");
    expect_draws(
        known.at("standard_normal"), [&] { return random.standard_normal(); }, "standard_normal");
    EXPECT_EQ(random.uniform(), known.at("last").as_double());
  }
}

TEST(NumpyRandom, SeedForgetsAllThatCameBefore) {
  NumpyRandom random(7), fresh(7);
  for (int i = 0; i < 700; ++i) random.next();
  random.standard_normal();
  random.seed(7);
  EXPECT_EQ(random.standard_normal(), fresh.standard_normal());
  random.seed(std::nullopt, 7);
  EXPECT_EQ(random.next(), NumpyRandom(7).next());
}

TEST(NumpyRandom, RefusesWhatNumpyRefuses) {
  EXPECT_NE(error_of(ErrorKind::usage, [] { NumpyRandom(-1); }).find("-1"), std::string::npos);
  EXPECT_NE(error_of(ErrorKind::usage, [] { NumpyRandom(std::int64_t{1} << 32); }).find("4294967296"),
            std::string::npos);
  NumpyRandom random;
  EXPECT_NE(error_of(ErrorKind::usage, [&] { random.randint(3, 3); }).find("randint"), std::string::npos);
  EXPECT_NE(error_of(ErrorKind::usage, [&] { random.uniform(-1e308, 1e308); }).find("finite"), std::string::npos);
}

}  // namespace
}  // namespace fovea
