#include "fovea/layers/augmentation/geometry.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(RandomFlip, FollowsKeras) { testing::check_layer("random_flip"); }
TEST(RandomRotation, FollowsKeras) { testing::check_layer("random_rotation"); }
TEST(RandomZoom, FollowsKeras) { testing::check_layer("random_zoom"); }
TEST(RandomTranslation, FollowsKeras) { testing::check_layer("random_translation"); }
TEST(RandomShear, FollowsKeras) { testing::check_layer("random_shear"); }
TEST(RandomPerspective, FollowsKeras) { testing::check_layer("random_perspective"); }
TEST(RandomElasticTransform, FollowsKeras) { testing::check_layer("random_elastic_transform"); }

TEST(RandomShear, ReadsWhatKerasWritesAndCannotRead) {
  const auto layer = registry<LayerBase>().make(Json::parse(
      R"({"class_name": "RandomShear", "config": {"x_factor": [-0.2, 0.2], "y_factor": [-0.0, 0.0]}})", "test"));
  EXPECT_EQ(layer->config().at("x_factor").dump(), "0.2");
  EXPECT_EQ(layer->config().at("y_factor").dump(), "0.0");
}

TEST(RandomFlip, TakesPixelsAndOnlyPictures) {
  const AugmentationBase<RandomFlipOptions> layer({});
  Graph graph;
  const ValueId x = graph.add_input({1, 2, 2, 3}, DType::u8, true);
  EXPECT_EQ(graph.desc(layer.emit({graph}, {{x}})).dtype, DType::f32);
  const std::vector<Shape> inputs{{None, 2, 2}};
  error_of(ErrorKind::shape, [&] { layer.output_shape(inputs); });
}

TEST(Geometry, RefusesWhatKerasRefuses) {
  error_of(ErrorKind::usage, [] { RandomFlip({.mode = "sideways"}); });
  const std::string text = error_of(ErrorKind::usage, [] { RandomRotation({.factor = 1.5, .name = "turn"}); });
  EXPECT_EQ(text, "RandomRotation 'turn': factor must be a number, or two, between -1.0 and 1.0. Received 1.5.");
  error_of(ErrorKind::usage, [] { RandomRotation(); });
  error_of(ErrorKind::usage, [] { RandomRotation({.factor = {0.1, 0.2, 0.3}}); });
  error_of(ErrorKind::usage, [] { RandomRotation({.factor = {1.5, 2}}); });
  error_of(ErrorKind::usage, [] { RandomRotation({.factor = 0.1, .fill_mode = "mirror"}); });
  error_of(ErrorKind::usage, [] { RandomRotation({.factor = 0.1, .interpolation = "bicubic"}); });
  error_of(ErrorKind::usage, [] { RandomZoom({.height_factor = -1}); });
  error_of(ErrorKind::usage, [] { RandomZoom({.height_factor = 0.5, .width_factor = {0, 1.1}}); });
  RandomTranslation({.height_factor = -1, .width_factor = {1, -1}});
  error_of(ErrorKind::usage, [] { RandomTranslation({.height_factor = 0.1}); });
  error_of(ErrorKind::usage, [] { RandomTranslation({.height_factor = 0.1, .width_factor = {0, -1.1}}); });
  error_of(ErrorKind::usage, [] { RandomShear({.x_factor = -0.1}); });
  error_of(ErrorKind::usage, [] { RandomShear({.y_factor = {-0.1, 0.2}}); });
  error_of(ErrorKind::usage, [] { RandomPerspective({.scale = 1.1}); });
  error_of(ErrorKind::usage, [] { RandomPerspective({.factor = -0.1}); });
  RandomElasticTransform({.fill_mode = "mirror"});
  error_of(ErrorKind::usage, [] { RandomElasticTransform({.scale = 2}); });
  error_of(ErrorKind::usage, [] { RandomElasticTransform({.value_range = 255}); });
}

}  // namespace fovea
