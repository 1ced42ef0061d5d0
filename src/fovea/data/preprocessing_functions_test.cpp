#include "fovea/data/preprocessing_functions.h"

#include <gtest/gtest.h>

#include <vector>

#include "fovea/base/test_support.h"

namespace fovea {
namespace {

TEST(PreprocessingFunctions, GoByTheNameOfTheNetwork) {
  EXPECT_EQ(pixel_scaling_of("xception", "x"), PixelScaling::tf);
  EXPECT_EQ(pixel_scaling_of("keras.applications.vgg16.preprocess_input", "x"), PixelScaling::caffe);
  EXPECT_EQ(pixel_scaling_of("densenet.preprocess_input", "x"), PixelScaling::torch);
  EXPECT_EQ(pixel_scaling_of("efficientnet", "x"), PixelScaling::none);
}

TEST(PreprocessingFunctions, ScaleByHand) {
  std::vector<float> picture{255, 0, 127.5f};
  scale_pixels(PixelScaling::tf, picture, 3);
  EXPECT_EQ(picture, (std::vector<float>{1, -1, 0}));
  picture = {10, 20, 30};
  scale_pixels(PixelScaling::caffe, picture, 3);
  EXPECT_EQ(picture, (std::vector<float>{30 - 103.939f, 20 - 116.779f, 10 - 123.68f}));
}

TEST(PreprocessingFunctions, RefuseOtherNamesAndShapes) {
  const auto text = [](const std::string& name) {
    return error_of(ErrorKind::usage, [&] { pixel_scaling_of(name, "ImageDataGenerator"); });
  };
  EXPECT_NE(text("vgg17").find("vgg16"), std::string::npos);
  EXPECT_NE(text("preprocess_input").find("name the network"), std::string::npos);
  std::vector<float> gray{1};
  for (const PixelScaling scaling : {PixelScaling::torch, PixelScaling::caffe})
    EXPECT_NE(error_of(ErrorKind::shape, [&] { scale_pixels(scaling, gray, 1); }).find("3 channels"),
              std::string::npos);
}

}  // namespace
}  // namespace fovea
