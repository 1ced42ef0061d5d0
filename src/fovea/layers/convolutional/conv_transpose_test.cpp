#include "fovea/layers/convolutional/conv_transpose.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(Conv1DTranspose, FollowsKeras) { testing::check_layer("conv1d_transpose"); }
TEST(Conv2DTranspose, FollowsKeras) { testing::check_layer("conv2d_transpose"); }
TEST(Conv3DTranspose, FollowsKeras) { testing::check_layer("conv3d_transpose"); }

TEST(Conv1DTranspose, SpreadsEveryInputOverItsWindow) {
  Conv1DTransposeBase layer({.filters = 1, .kernel_size = 3, .strides = 2, .output_padding = 1});
  testing::LayerRun run(layer, {Array::of<float>({1, 10}, {1, 2, 1})},
                        {Array::of<float>({1, 2, 3}, {3, 1, 1}), Array::of<float>({0.5f}, {1})},
                        Array(Shape{1, 6, 1}), false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({1.5f, 2.5f, 13.5f, 20.5f, 30.5f, 0.5f}, {1, 6, 1}), 0, 0,
                       "sums");
}

/// TensorFlow has no gradient of it: a volume one pixel deep is a picture.
TEST(Conv3DTranspose, DilatedOverOnePlaneIsConv2DTranspose) {
  const auto filled = [](const Shape& shape, float step) {
    Array array(shape);
    for (std::int64_t i = 0; i < array.size(); ++i)
      array.values<float>()[static_cast<std::size_t>(i)] = step * static_cast<float>(i % 7 - 3);
    return array;
  };
  Conv3DTransposeBase volume({.filters = 2, .kernel_size = {1, 3, 2}, .dilation_rate = {1, 2, 3}, .use_bias = false});
  Conv2DTransposeBase picture({.filters = 2, .kernel_size = {3, 2}, .dilation_rate = {2, 3}, .use_bias = false});
  const Array x = filled({2, 1, 4, 3, 2}, 0.5f), w = filled({1, 3, 2, 2, 2}, 0.25f), g = filled({2, 1, 8, 6, 2}, 1);
  testing::LayerRun deep(volume, {x}, {w}, g, false, {});
  testing::LayerRun flat(picture, {x.reshaped({2, 4, 3, 2})}, {w.reshaped({3, 2, 2, 2})}, g.reshaped({2, 8, 6, 2}),
                         false, {});
  deep.run(), flat.run();
  testing::expect_near(deep.output().reshaped({2, 8, 6, 2}), flat.output(), 1e-6, 1e-6, "output");
  testing::expect_near(deep.weight_gradient(0).reshaped({3, 2, 2, 2}), flat.weight_gradient(0), 1e-6, 1e-6, "kernel");
  testing::expect_near(deep.input_gradient(0).reshaped({2, 4, 3, 2}), flat.input_gradient(0), 1e-6, 1e-6, "input");
}

/// 'same' with an even kernel and output_padding=0: what Keras computes on JAX, since TensorFlow refuses.
TEST(Conv1DTranspose, CutsBothEndsWhereTensorFlowRefuses) {
  Conv1DTransposeBase layer(
      {.filters = 1, .kernel_size = 4, .strides = 2, .padding = "same", .output_padding = 0, .use_bias = false});
  testing::LayerRun run(layer, {Array::of<float>({1, 10, 100}, {1, 3, 1})},
                        {Array::of<float>({1, 2, 3, 4}, {4, 1, 1})}, Array(Shape{1, 4, 1}), false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({13, 24, 130, 240}, {1, 4, 1}), 0, 0, "middle");
}

TEST(Conv2DTranspose, RefusesWhatItCannotMean) {
  error_of(ErrorKind::usage, [] { Conv2DTranspose({.kernel_size = 3}); });
  error_of(ErrorKind::usage, [] { Conv2DTranspose({.filters = 3}); });
  error_of(ErrorKind::usage,
           [] { Conv2DTranspose({.filters = 3, .kernel_size = 3, .strides = 2, .dilation_rate = 2}); });
  const std::string text = error_of(ErrorKind::usage, [] {
    Conv2DTranspose({.filters = 3, .kernel_size = 3, .strides = {2, 3}, .output_padding = 2, .name = "up"});
  });
  EXPECT_EQ(text,
            "Conv2DTranspose 'up': output_padding must be 0 or more and less than strides on every axis. Received "
            "output_padding=[2,2], strides=[2,3].");
  error_of(ErrorKind::usage,
           [] { Conv2DTranspose({.filters = 3, .kernel_size = 3, .strides = 2, .output_padding = -1}); });
  error_of(ErrorKind::usage, [] { Conv1DTranspose({.filters = 3, .kernel_size = 3, .padding = "causal"}); });
}

TEST(Conv2DTranspose, NamesAnOutputThatVanishes) {
  const std::vector<Shape> inputs{{None, 3, 1, 2}};
  const std::string text = error_of(ErrorKind::shape, [&] {
    Conv2DTransposeBase({.filters = 3, .kernel_size = 2, .padding = "same", .output_padding = 0})
        .output_shape(inputs);
  });
  EXPECT_NE(text.find("(None, 2, 0, 3) from input (None, 3, 1, 2)"), std::string::npos) << text;
}

}  // namespace fovea
