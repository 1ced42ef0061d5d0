#include "fovea/layers/convolutional/depthwise_conv.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(DepthwiseConv1D, FollowsKeras) { testing::check_layer("depthwise_conv1d"); }
TEST(DepthwiseConv2D, FollowsKeras) { testing::check_layer("depthwise_conv2d"); }

TEST(DepthwiseConv2D, KeepsChannelsApart) {
  DepthwiseConv2DBase layer({.kernel_size = 1, .depth_multiplier = 2});
  testing::LayerRun run(layer, {Array::of<float>({1, 10}, {1, 1, 1, 2})},
                        {Array::of<float>({1, 2, 3, 4}, {1, 1, 2, 2}), Array::of<float>({0, 0, 0, 5}, {4})},
                        Array(Shape{1, 1, 1, 4}), false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({1, 2, 30, 45}, {1, 1, 1, 4}), 0, 0, "products");
}

/// TensorFlow computes only equal strides.
TEST(DepthwiseConv2D, TakesAnotherStrideOnEachAxis) {
  DepthwiseConv2DBase layer({.kernel_size = 1, .strides = {2, 1}, .use_bias = false});
  testing::LayerRun run(layer, {Array::of<float>({1, 2, 3, 4, 5, 6, 7, 8}, {1, 2, 2, 2})},
                        {Array::of<float>({1, -1}, {1, 1, 2, 1})}, Array(Shape{1, 1, 2, 2}), false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({1, -2, 3, -4}, {1, 1, 2, 2}), 0, 0, "first row");
}

TEST(DepthwiseConv2D, RefusesWhatItCannotMean) {
  error_of(ErrorKind::usage, [] { DepthwiseConv2D({}); });
  error_of(ErrorKind::usage, [] { DepthwiseConv2D({.kernel_size = 3, .depth_multiplier = 0}); });
  error_of(ErrorKind::usage, [] { DepthwiseConv2D({.kernel_size = {3, 0}}); });
  const std::vector<Shape> unknown{{None, 8, 8, None}}, small{{None, 2, 8, 3}};
  error_of(ErrorKind::shape, [&] { DepthwiseConv2DBase({.kernel_size = 3}).output_shape(unknown); });
  const std::string text =
      error_of(ErrorKind::shape, [&] { DepthwiseConv2DBase({.kernel_size = 3}).output_shape(small); });
  EXPECT_NE(text.find("DepthwiseConv2D: kernel 3x3 exceeds input 2x8"), std::string::npos) << text;
}

}  // namespace fovea
