#include "fovea/layers/convnext/stochastic_depth.h"

#include <cmath>

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(StochasticDepth, FollowsKeras) { testing::check_layer("stochastic_depth"); }

TEST(StochasticDepth, DropsWholeSamples) {
  StochasticDepthBase layer({.drop_path_rate = 0.25});
  const Array ones = testing::filled({2000, 2, 1, 3}, 1);
  testing::LayerRun run(layer, {ones}, {}, ones, true, {});
  run.run();
  const Array output = run.output();
  const auto y = output.values<float>();
  double kept = 0;
  for (std::size_t sample = 0; sample < 2000; ++sample) {
    const float first = y[sample * 6];
    EXPECT_TRUE(first == 0 || std::abs(first - 4.0f / 3) < 1e-6);
    kept += first != 0 ? 1 / 2000.0 : 0;
    for (std::size_t i = 1; i < 6; ++i) EXPECT_EQ(y[sample * 6 + i], first);
  }
  EXPECT_NEAR(kept, 0.75, 5 * std::sqrt(0.75 * 0.25 / 2000));
  testing::expect_near(run.input_gradient(0), output, 0, 0, "the gradient passes where values do");
}

TEST(StochasticDepth, RefusesWhatItCannotMean) {
  error_of(ErrorKind::usage, [] { StochasticDepth(StochasticDepthOptions{}); });
  error_of(ErrorKind::usage, [] { StochasticDepth({.drop_path_rate = 1.1}); });
}

}  // namespace fovea
