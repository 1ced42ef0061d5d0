#include "fovea/layers/convolutional/conv.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(Conv2D, FollowsKeras) { testing::check_layer("conv2d"); }

TEST(Conv2D, NamesBothShapesWhenTheKernelIsTooLarge) {
  const std::vector<Shape> inputs{{1, 5, 5, 3}};
  const std::string text = error_of(
      ErrorKind::shape, [&] { Conv2DBase({.filters = 1, .kernel_size = 7, .name = "conv1"}).output_shape(inputs); });
  EXPECT_EQ(text,
            "Conv2D 'conv1': kernel 7x7 exceeds input 5x5. Received input (1, 5, 5, 3), padding='valid'.\n"
            "Use padding='same' or a smaller kernel.");
}

TEST(Conv2D, RefusesWhatItCannotMean) {
  error_of(ErrorKind::usage, [] { Conv2D({.kernel_size = 3}); });
  error_of(ErrorKind::usage, [] { Conv2D({.filters = 3}); });
  error_of(ErrorKind::usage, [] { Conv2D({.filters = 3, .kernel_size = 3, .groups = 2}); });
  error_of(ErrorKind::usage, [] { Conv2D({.filters = 3, .kernel_size = 3, .strides = 2, .dilation_rate = 2}); });
  error_of(ErrorKind::usage, [] { Conv2D({.filters = 3, .kernel_size = 3, .padding = "full"}); });
  const std::vector<Shape> unknown{{None, 8, 8, None}}, flat{{None, 8}};
  error_of(ErrorKind::shape, [&] { Conv2DBase({.filters = 3, .kernel_size = 3}).output_shape(unknown); });
  error_of(ErrorKind::shape, [&] { Conv2DBase({.filters = 3, .kernel_size = 3}).output_shape(flat); });
}

}  // namespace fovea
