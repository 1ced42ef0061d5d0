#include "fovea/layers/regularization/alpha_dropout.h"

#include <cmath>

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(AlphaDropout, FollowsKerasWhereNothingIsRandom) { testing::check_layer("alpha_dropout"); }

TEST(AlphaDropout, GivesOneOfTwoValuesByHand) {
  AlphaDropoutBase layer({.rate = 0.25, .noise_shape = Shape{None, 1, 40}});
  const Array ones = testing::filled({50, 3, 40}, 1);
  testing::LayerRun run(layer, {ones}, {}, ones, true, {});
  run.run();
  // a = (0.75 * (1 + 0.25 * 1.7580993^2))^-1/2 = 0.8672579, b = a * 1.7580993 * 0.25 = 0.3811814.
  const double a = 0.8672579, b = 0.3811814, kept_value = a + b, dropped_value = b - a * 1.7580993;
  const Array output = run.output(), gradient = run.input_gradient(0);
  const auto y = output.values<float>(), dx = gradient.values<float>();
  double kept = 0;
  for (std::size_t i = 0; i < 6000; ++i) {
    const bool keeps = y[i] > 0;
    kept += keeps ? 1 / 6000.0 : 0;
    EXPECT_NEAR(y[i], keeps ? kept_value : dropped_value, 1e-5);
    EXPECT_NEAR(dx[i], keeps ? a : 0, 1e-5);
    EXPECT_EQ(y[i], y[i / 120 * 120 + i % 40]) << "steps share decisions";
  }
  EXPECT_NEAR(kept, 0.75, 5 * std::sqrt(0.75 * 0.25 / 2000));
}

TEST(AlphaDropout, RefusesWhatItCannotMean) {
  error_of(ErrorKind::usage, [] { AlphaDropout({.rate = 1.01}); });
  const std::vector<Shape> inputs{{None, 3, 4}};
  error_of(ErrorKind::shape, [&] {
    AlphaDropoutBase({.rate = 0.5, .noise_shape = Shape{None, 2, 4}}).output_shape(inputs);
  });
  AlphaDropoutBase layer({.rate = 1});
  const Array x = testing::filled({2, 2}, 1);
  error_of(ErrorKind::usage, [&] { testing::LayerRun(layer, {x}, {}, x, true, {}); });
}

}  // namespace fovea
