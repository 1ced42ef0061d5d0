#include "fovea/layers/regularization/dropout.h"

#include <algorithm>

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {
namespace {

Array ones(const Shape& shape) {
  Array array(shape);
  std::ranges::fill(array.values<float>(), 1.0f);
  return array;
}

struct Outcome {
  Array y, dx;
};

Outcome trained_on_ones(const DropoutOptions& options, const Shape& shape, const testing::RunPlan& plan = {}) {
  DropoutBase layer(options);
  testing::LayerRun run(layer, {ones(shape)}, {}, ones(shape), true, plan);
  run.run();
  return {run.output(), run.input_gradient(0)};
}

}  // namespace

TEST(Dropout, FollowsKeras) { testing::check_layer("dropout"); }

TEST(Dropout, KeepsTheExpectedShareAndScalesIt) {
  const auto [y, dx] = trained_on_ones({.rate = 0.25}, {64, 100});
  std::int64_t kept = 0;
  for (float value : y.values<float>()) {
    kept += value != 0;
    EXPECT_TRUE(value == 0 || std::abs(value - 4.0f / 3) < 1e-6);
  }
  EXPECT_NEAR(static_cast<double>(kept) / 6400, 0.75, 0.02);  // five standard deviations are 0.027
  EXPECT_TRUE(std::ranges::equal(y.values<float>(), dx.values<float>())) << "the gradient passes where values do";
}

TEST(Dropout, DrawsTheSameForAnyCutOfTheBatch) {
  const auto whole = trained_on_ones({.rate = 0.5}, {6, 7}, {.providers = {&reference_provider()}});
  const auto shards = trained_on_ones({.rate = 0.5}, {6, 7}, {.threads = 2, .work = Work::shards});
  EXPECT_TRUE(std::ranges::equal(whole.y.values<float>(), shards.y.values<float>()));
}

TEST(Dropout, SeedsDrawApart) {
  const auto a = trained_on_ones({.rate = 0.5}, {8, 8}), b = trained_on_ones({.rate = 0.5, .seed = 1}, {8, 8}),
             c = trained_on_ones({.rate = 0.5, .seed = 2}, {8, 8});
  EXPECT_FALSE(std::ranges::equal(a.y.values<float>(), b.y.values<float>()));
  EXPECT_FALSE(std::ranges::equal(b.y.values<float>(), c.y.values<float>()));
}

TEST(Dropout, NoiseShapeSharesDecisions) {
  const auto y = trained_on_ones({.rate = 0.5, .noise_shape = Shape{None, 1, 4}}, {5, 3, 4}).y;
  for (std::size_t sample = 0; sample < 5; ++sample)
    for (std::size_t row = 1; row < 3; ++row)
      for (std::size_t i = 0; i < 4; ++i)
        EXPECT_EQ(y.values<float>()[sample * 12 + row * 4 + i], y.values<float>()[sample * 12 + i]);
}

TEST(Dropout, RateOneDropsAll) {
  const auto y = trained_on_ones({.rate = 1}, {2, 3}).y;
  EXPECT_TRUE(std::ranges::all_of(y.values<float>(), [](float value) { return value == 0; }));
}

TEST(Dropout, RefusesWhatItCannotMean) {
  error_of(ErrorKind::usage, [] { Dropout({.rate = 1.5}); });
  error_of(ErrorKind::usage, [] { Dropout(DropoutOptions{}); });
  const std::vector<Shape> inputs{{None, 3, 4}};
  error_of(ErrorKind::shape, [&] {
    DropoutBase({.rate = 0.5, .noise_shape = Shape{None, 2, 4}}).output_shape(inputs);
  });
  error_of(ErrorKind::unsupported, [&] {
    DropoutBase({.rate = 0.5, .noise_shape = Shape{1, 3, 4}}).output_shape(inputs);
  });
}

}  // namespace fovea
