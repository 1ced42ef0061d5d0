#include "fovea/layers/regularization/gaussian_noise.h"

#include <cmath>

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(GaussianNoise, FollowsKerasWhereNothingIsRandom) { testing::check_layer("gaussian_noise"); }

TEST(GaussianNoise, AddsNumbersOfItsDeviation) {
  GaussianNoiseBase layer({.stddev = 0.5});
  const Array threes = testing::filled({64, 100}, 3), ones = testing::filled({64, 100}, 1);
  testing::LayerRun run(layer, {threes}, {}, ones, true, {});
  run.run();
  const testing::Spread y = testing::spread_of(run.output());
  EXPECT_NEAR(y.mean, 3, 5 * 0.5 / 80);
  EXPECT_NEAR(y.variance, 0.25, 5 * 0.25 * std::sqrt(2.0 / 6400));
  testing::expect_near(run.input_gradient(0), ones, 0, 0, "the gradient passes");
}

TEST(GaussianNoise, DrawsTheSameForAnyCutOfTheBatch) {
  GaussianNoiseBase layer({.stddev = 1, .seed = 3});
  const Array x = testing::filled({6, 7}, 0);
  testing::LayerRun whole(layer, {x}, {}, x, true, {.providers = {&reference_provider()}}),
      shards(layer, {x}, {}, x, true, {.threads = 2, .work = Work::shards});
  whole.run(), shards.run();
  testing::expect_near(shards.output(), whole.output(), 1e-5, 1e-6, "shards");
}

TEST(GaussianNoise, RefusesDeviationsBeyondOne) {
  error_of(ErrorKind::usage, [] { GaussianNoise({.stddev = 1.5}); });
  error_of(ErrorKind::usage, [] { GaussianNoise(GaussianNoiseOptions{}); });
}

}  // namespace fovea
