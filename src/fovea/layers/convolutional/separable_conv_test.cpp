#include "fovea/layers/convolutional/separable_conv.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(SeparableConv1D, FollowsKeras) { testing::check_layer("separable_conv1d"); }
TEST(SeparableConv2D, FollowsKeras) { testing::check_layer("separable_conv2d"); }

TEST(SeparableConv1D, MixesChannelsBehindTheirOwnKernels) {
  SeparableConv1DBase layer({.filters = 1, .kernel_size = 2});
  testing::LayerRun run(
      layer, {Array::of<float>({1, 10, 2, 20}, {1, 2, 2})},
      {Array::of<float>({1, 1, 3, -1}, {2, 2, 1}), Array::of<float>({2, 1}, {1, 2, 1}), Array::of<float>({100}, {1})},
      Array(Shape{1, 1, 1}), false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({104}, {1, 1, 1}), 0, 0, "2 * (1 + 6) + (10 - 20) + 100");
}

TEST(SeparableConv2D, RefusesWhatItCannotMean) {
  error_of(ErrorKind::usage, [] { SeparableConv2D({.kernel_size = 3}); });
  error_of(ErrorKind::usage, [] { SeparableConv2D({.filters = 3}); });
  error_of(ErrorKind::usage, [] { SeparableConv2D({.filters = 3, .kernel_size = 3, .depth_multiplier = -1}); });
  error_of(ErrorKind::usage, [] { SeparableConv1D({.filters = 3, .kernel_size = 3, .padding = "causal"}); });
  const std::vector<Shape> volume{{None, 8, 8, 8, 1}};
  error_of(ErrorKind::shape, [&] { SeparableConv2DBase({.filters = 3, .kernel_size = 3}).output_shape(volume); });
}

}  // namespace fovea
