#include "fovea/layers/pooling/adaptive_pool.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(AdaptiveAveragePooling1D, FollowsKeras) { testing::check_layer("adaptive_average_pooling1d"); }
TEST(AdaptiveAveragePooling2D, FollowsKeras) { testing::check_layer("adaptive_average_pooling2d"); }
TEST(AdaptiveAveragePooling3D, FollowsKeras) { testing::check_layer("adaptive_average_pooling3d"); }

TEST(AdaptiveMaxPooling1D, FollowsKeras) { testing::check_layer("adaptive_max_pooling1d"); }
TEST(AdaptiveMaxPooling2D, FollowsKeras) { testing::check_layer("adaptive_max_pooling2d"); }
TEST(AdaptiveMaxPooling3D, FollowsKeras) { testing::check_layer("adaptive_max_pooling3d"); }

TEST(AdaptiveMaxPooling1D, WindowsMeetOrOverlap) {
  AdaptiveMaxPooling1DBase layer({.output_size = 3});
  testing::LayerRun run(layer, {Array::of<float>({1, 9, 2, 8, 3}, {1, 5, 1})}, {},
                        Array::of<float>({1, 2, 4}, {1, 3, 1}), false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({9, 9, 8}, {1, 3, 1}), 0, 0, "of 0..1, 1..3 and 3..4");
  testing::expect_near(run.input_gradient(0), Array::of<float>({0, 3, 0, 4, 0}, {1, 5, 1}), 0, 0, "gradient");
}

/// Keras ends the process here (TensorFlow, window larger than the input).
TEST(AdaptiveMaxPooling2D, TakesTheLargestOfAll) {
  AdaptiveMaxPooling2DBase layer({.output_size = 1});
  testing::LayerRun run(layer, {Array::of<float>({-1, -9, -2, -8}, {1, 2, 2, 1})}, {},
                        Array::of<float>({1}, {1, 1, 1, 1}), false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({-1}, {1, 1, 1, 1}), 0, 0, "largest");
}

TEST(AdaptiveAveragePooling2D, RefusesWhatItCannotMean) {
  error_of(ErrorKind::usage, [] { AdaptiveAveragePooling2D({}); });
  error_of(ErrorKind::usage, [] { AdaptiveAveragePooling2D({.output_size = {2, 0}}); });
  const std::vector<Shape> flat{{None, 8, 3}};
  error_of(ErrorKind::shape, [&] { AdaptiveAveragePooling2DBase({.output_size = 2}).output_shape(flat); });
}

}  // namespace fovea
