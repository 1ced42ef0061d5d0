#include "fovea/layers/convolutional/conv.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(Conv1D, FollowsKeras) { testing::check_layer("conv1d"); }
TEST(Conv2D, FollowsKeras) { testing::check_layer("conv2d"); }
TEST(Conv3D, FollowsKeras) { testing::check_layer("conv3d"); }

TEST(Conv2D, NamesBothShapesWhenTheKernelIsTooLarge) {
  const std::vector<Shape> inputs{{1, 5, 5, 3}};
  const std::string text = error_of(
      ErrorKind::shape, [&] { Conv2DBase({.filters = 1, .kernel_size = 7, .name = "conv1"}).output_shape(inputs); });
  EXPECT_EQ(text,
            "Conv2D 'conv1': kernel 7x7 exceeds input 5x5. Received input (1, 5, 5, 3), padding='valid'.\n"
            "Use padding='same' or a smaller kernel.");
}

TEST(Conv3D, NamesTheDilatedSize) {
  const std::vector<Shape> inputs{{None, None, 5, 4, 3}};
  const std::string text = error_of(ErrorKind::shape, [&] {
    Conv3DBase({.filters = 1, .kernel_size = {1, 3, 2}, .dilation_rate = 3}).output_shape(inputs);
  });
  EXPECT_NE(text.find("kernel 1x3x2 with dilation_rate 3x3x3 exceeds input Nonex5x4"), std::string::npos) << text;
}

TEST(Conv1D, CausalSeesOnlyThePast) {
  Conv1DBase layer({.filters = 1, .kernel_size = 2, .padding = "causal", .use_bias = false});
  testing::LayerRun run(layer, {Array::of<float>({1, 2, 4}, {1, 3, 1})}, {Array::of<float>({10, 1}, {2, 1, 1})},
                        Array(Shape{1, 3, 1}), false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({1, 12, 24}, {1, 3, 1}), 0, 0, "what came before");
}

TEST(Conv2D, RefusesWhatItCannotMean) {
  error_of(ErrorKind::usage, [] { Conv2D({.kernel_size = 3}); });
  error_of(ErrorKind::usage, [] { Conv2D({.filters = 3}); });
  error_of(ErrorKind::usage, [] { Conv2D({.filters = 3, .kernel_size = 3, .groups = 2}); });
  error_of(ErrorKind::usage, [] { Conv2D({.filters = 3, .kernel_size = 3, .strides = 2, .dilation_rate = 2}); });
  error_of(ErrorKind::usage, [] { Conv2D({.filters = 3, .kernel_size = 3, .padding = "full"}); });
  error_of(ErrorKind::usage, [] { Conv2D({.filters = 3, .kernel_size = 3, .padding = "causal"}); });
  error_of(ErrorKind::usage, [] { Conv3D({.filters = 3, .kernel_size = 3, .padding = Padding::causal}); });
  const std::vector<Shape> unknown{{None, 8, 8, None}}, flat{{None, 8}};
  error_of(ErrorKind::shape, [&] { Conv2DBase({.filters = 3, .kernel_size = 3}).output_shape(unknown); });
  error_of(ErrorKind::shape, [&] { Conv2DBase({.filters = 3, .kernel_size = 3}).output_shape(flat); });
}

}  // namespace fovea
