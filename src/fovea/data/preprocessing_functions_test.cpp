#include "fovea/data/preprocessing_functions.h"

#include <gtest/gtest.h>

#include "fovea/base/test_support.h"

namespace fovea {
namespace {

TEST(PreprocessingFunctions, GoByTheNameOfTheNetwork) {
  EXPECT_EQ(pixel_scaling_of("xception", "x"), PixelScaling::tf);
  EXPECT_EQ(pixel_scaling_of("keras.applications.vgg16.preprocess_input", "x"), PixelScaling::caffe);
  EXPECT_EQ(pixel_scaling_of("densenet.preprocess_input", "x"), PixelScaling::torch);
  EXPECT_EQ(pixel_scaling_of("efficientnet", "x"), PixelScaling::none);
}

TEST(PreprocessingFunctions, RefuseOtherNames) {
  const auto text = [](const std::string& name) {
    return error_of(ErrorKind::usage, [&] { pixel_scaling_of(name, "ImageDataGenerator"); });
  };
  EXPECT_NE(text("vgg17").find("vgg16"), std::string::npos);
  EXPECT_NE(text("preprocess_input").find("name the network"), std::string::npos);
}

}  // namespace
}  // namespace fovea
