#include "fovea/layers/pooling/pool.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(MaxPooling1D, FollowsKeras) { testing::check_layer("max_pooling1d"); }
TEST(MaxPooling2D, FollowsKeras) { testing::check_layer("max_pooling2d", {.not_smooth = {"ties"}}); }
TEST(MaxPooling3D, FollowsKeras) { testing::check_layer("max_pooling3d"); }

TEST(AveragePooling1D, FollowsKeras) { testing::check_layer("average_pooling1d"); }
TEST(AveragePooling2D, FollowsKeras) { testing::check_layer("average_pooling2d"); }
TEST(AveragePooling3D, FollowsKeras) { testing::check_layer("average_pooling3d"); }

TEST(MaxPooling2D, StridesAreThePoolUnlessGiven) {
  EXPECT_EQ(MaxPooling2DBase({.pool_size = {3, 2}}).config().at("strides").dump(), "[3,2]");
  EXPECT_EQ(MaxPooling2DBase({.pool_size = 3, .strides = 1}).config().at("strides").dump(), "[1,1]");
}

TEST(MaxPooling2D, RefusesWhatItCannotMean) {
  error_of(ErrorKind::usage, [] { MaxPooling2D({.pool_size = 0}); });
  error_of(ErrorKind::usage, [] { MaxPooling2D({.strides = {1, 0}}); });
  const std::vector<Shape> inputs{{None, 2, 2, 1}};
  const std::string text =
      error_of(ErrorKind::shape, [&] { AveragePooling2DBase({.pool_size = 3}).output_shape(inputs); });
  EXPECT_NE(text.find("AveragePooling2D: pool 3x3 exceeds input 2x2"), std::string::npos) << text;
}

TEST(AveragePooling2D, LeavesPaddingOut) {
  AveragePooling2DBase layer({.pool_size = 2, .padding = "same"});
  testing::LayerRun run(layer, {Array::of<float>({1, 2, 3}, {1, 1, 3, 1})}, {}, Array(Shape{1, 1, 2, 1}), false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({1.5f, 3}, {1, 1, 2, 1}), 0, 0, "means");
}

}  // namespace fovea
