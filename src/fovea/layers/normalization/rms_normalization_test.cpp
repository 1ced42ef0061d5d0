#include "fovea/layers/normalization/rms_normalization.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(RMSNormalization, FollowsKeras) { testing::check_layer("rms_normalization"); }

TEST(RMSNormalization, ByHand) {
  RMSNormalizationBase layer({.epsilon = 0});
  testing::LayerRun run(layer, {Array::of<float>({1, 7}, {1, 2})}, {Array::of<float>({5, 10}, {2})},
                        Array::of<float>({1, 1}, {1, 2}), false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({1, 14}, {1, 2}), 1e-6, 0, "output");
}

TEST(RMSNormalization, RefusesWhatItCannotNormalize) {
  const std::vector<Shape> inputs{{None, 2, 3}}, unknown{{None, 2, None}};
  error_of(ErrorKind::unsupported, [&] { RMSNormalizationBase({.axis = 1}).output_shape(inputs); });
  error_of(ErrorKind::usage, [&] { RMSNormalizationBase({.axis = 0}).output_shape(inputs); });
  error_of(ErrorKind::shape, [&] { RMSNormalizationBase(RMSNormalizationOptions{}).output_shape(unknown); });
  error_of(ErrorKind::usage, [] { RMSNormalization({.epsilon = -1e-3}); });
}

}  // namespace fovea
