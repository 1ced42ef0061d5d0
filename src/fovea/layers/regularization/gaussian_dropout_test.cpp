#include "fovea/layers/regularization/gaussian_dropout.h"

#include <cmath>

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(GaussianDropout, FollowsKerasWhereNothingIsRandom) { testing::check_layer("gaussian_dropout"); }

TEST(GaussianDropout, MultipliesByNumbersAroundOne) {
  GaussianDropoutBase layer({.rate = 0.2});
  const Array twos = testing::filled({64, 100}, 2), ones = testing::filled({64, 100}, 1);
  testing::LayerRun run(layer, {twos}, {}, ones, true, {});
  run.run();
  const testing::Spread y = testing::spread_of(run.output());  // variance 0.2 / 0.8 of the factor
  EXPECT_NEAR(y.mean, 2, 5 * 1.0 / 80);
  EXPECT_NEAR(y.variance, 1, 5 * std::sqrt(2.0 / 6400));
  const Array output = run.output(), gradient = run.input_gradient(0);
  for (std::size_t i = 0; i < 6400; ++i)
    ASSERT_NEAR(gradient.values<float>()[i] * 2, output.values<float>()[i], 1e-5) << "the gradient is the factor";
}

TEST(GaussianDropout, RefusesRatesThatItCannotTrain) {
  error_of(ErrorKind::usage, [] { GaussianDropout({.rate = -0.1}); });
  GaussianDropoutBase layer({.rate = 1});
  const Array x = testing::filled({2, 2}, 1);
  const std::string text = error_of(ErrorKind::usage, [&] { testing::LayerRun(layer, {x}, {}, x, true, {}); });
  EXPECT_NE(text.find("below 1"), std::string::npos) << text;
}

}  // namespace fovea
