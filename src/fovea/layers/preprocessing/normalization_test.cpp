#include "fovea/layers/preprocessing/normalization.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {
namespace {

const Array& weight(const Normalization& layer, std::size_t i) { return layer.weights()[i].variable->value; }

}  // namespace

TEST(Normalization, FollowsKeras) {
  // A slope of 1e7 leaves nothing of a difference in float64.
  testing::check_layer("normalization", {.not_smooth = {"variance_0"}});
}

TEST(Normalization, AdaptsToWhatKerasDocumentationShows) {
  const Array data = Array::of<float>({0, 7, 4, 2, 9, 6, 0, 7, 4, 2, 9, 6}, {4, 3});
  const Normalization layer;
  layer.adapt({data.slice(0, 1), data.slice(1, 3)});
  testing::expect_near(weight(layer, 0), Array::of<float>({1, 8, 5}, {3}), 0, 0, "mean");
  testing::expect_near(weight(layer, 1), Array::of<float>({1, 1, 1}, {3}), 0, 0, "variance");
  const Normalization all({.axis = {}});
  all.adapt({Array::of<float>({1, 2, 3, 4, 5}, {5, 1})});
  testing::expect_near(weight(all, 0), Array::of<float>({3}, {}), 0, 0, "mean of all");
  testing::expect_near(weight(all, 1), Array::of<float>({2}, {}), 0, 0, "variance of all");
}

TEST(Normalization, AdaptsAlongSeveralAxes) {
  const Normalization layer({.axis = {1, -1}});
  layer.adapt({Array::of<std::uint8_t>({1, 2, 3, 4, 10, 20, 30, 40}, {1, 2, 2, 2})});
  testing::expect_near(weight(layer, 0), Array::of<float>({2, 3, 20, 30}, {2, 2}), 0, 0, "mean");
  testing::expect_near(weight(layer, 1), Array::of<float>({1, 1, 100, 100}, {2, 2}), 0, 0, "variance");
  error_of(ErrorKind::shape, [&] { layer.adapt({Array(Shape{1, 3, 2, 2})}); });
}

TEST(Normalization, RefusesWhatItCannotMean) {
  error_of(ErrorKind::usage, [] { Normalization({.mean = 1}); });
  error_of(ErrorKind::usage, [] { Normalization({.mean = {1, 2}, .variance = 1}); });
  error_of(ErrorKind::usage, [] { Normalization({.axis = {}, .mean = {1, 2}, .variance = {1, 2}}); });
  error_of(ErrorKind::usage, [] { Normalization({.mean = 0, .variance = -1}); });
  error_of(ErrorKind::usage, [] { Normalization().adapt({}); });
  error_of(ErrorKind::usage, [] { Normalization({.mean = 0, .variance = 1}).adapt({Array(Shape{2, 2})}); });
  const std::vector<Shape> inputs{{None, None, 3}};
  error_of(ErrorKind::usage, [&] { NormalizationBase({.axis = 0}).output_shape(inputs); });
  error_of(ErrorKind::usage, [&] { NormalizationBase({.axis = {1, 1}}).output_shape(inputs); });
  error_of(ErrorKind::shape, [&] { NormalizationBase({.axis = 1}).output_shape(inputs); });
  const std::string text = error_of(ErrorKind::shape, [&] {
    NormalizationBase({.mean = {1, 2}, .variance = {1, 2}}).output_shape(inputs);
  });
  EXPECT_NE(text.find("(2,), input (None, None, 3)"), std::string::npos) << text;
}

}  // namespace fovea
