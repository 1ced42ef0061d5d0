#include "fovea/layers/regularization/spatial_dropout.h"

#include <cmath>

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(SpatialDropout1D, FollowsKeras) { testing::check_layer("spatial_dropout1d"); }
TEST(SpatialDropout2D, FollowsKeras) { testing::check_layer("spatial_dropout2d"); }
TEST(SpatialDropout3D, FollowsKeras) { testing::check_layer("spatial_dropout3d"); }

TEST(SpatialDropout2D, DropsWholeChannelsOfASample) {
  SpatialDropoutBase<2> layer({.rate = 0.25});
  const Array ones = testing::filled({50, 3, 2, 40}, 1);
  testing::LayerRun run(layer, {ones}, {}, ones, true, {});
  run.run();
  const Array output = run.output(), gradient = run.input_gradient(0);
  const auto y = output.values<float>();
  double kept = 0;
  for (std::size_t sample = 0; sample < 50; ++sample)
    for (std::size_t channel = 0; channel < 40; ++channel) {
      const float first = y[sample * 240 + channel];
      EXPECT_TRUE(first == 0 || std::abs(first - 4.0f / 3) < 1e-6);
      kept += first != 0 ? 1 / 2000.0 : 0;
      for (std::size_t pixel = 1; pixel < 6; ++pixel) EXPECT_EQ(y[sample * 240 + pixel * 40 + channel], first);
    }
  EXPECT_NEAR(kept, 0.75, 5 * std::sqrt(0.75 * 0.25 / 2000));
  testing::expect_near(gradient, output, 0, 0, "the gradient passes where values do");
}

TEST(SpatialDropout, RefusesWhatItCannotMean) {
  error_of(ErrorKind::usage, [] { SpatialDropout1D({.rate = 1.5}); });
  error_of(ErrorKind::usage, [] { SpatialDropout2D(SpatialDropoutOptions<2>{}); });
  error_of(ErrorKind::unsupported, [] { SpatialDropout3D({.rate = 0.5, .data_format = "channels_first"}); });
  const std::vector<Shape> inputs{{None, 3, 4}};
  error_of(ErrorKind::shape, [&] { SpatialDropoutBase<2>({.rate = 0.5}).output_shape(inputs); });
}

}  // namespace fovea
