#include "fovea/layers/merging/custom_scale_layer.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(CustomScaleLayer, FollowsKeras) { testing::check_layer("custom_scale_layer"); }

TEST(CustomScaleLayer, IsWrittenAsKerasFindsIt) {
  const Json node = registry<LayerBase>().node(CustomScaleLayerBase({.scale = 0.17}));
  EXPECT_EQ(node.at("module").as_string(), "keras.src.applications.inception_resnet_v2");
  EXPECT_EQ(node.at("registered_name").as_string(), "CustomScaleLayer");
}

TEST(CustomScaleLayer, RefusesWhatItCannotMean) {
  error_of(ErrorKind::usage, [] { CustomScaleLayer({.name = "s"}); });
  const CustomScaleLayerBase layer({.scale = 2});
  const auto shape = [&](std::vector<Shape> inputs) { return to_string(layer.output_shape(inputs)); };
  EXPECT_EQ(shape({{None, None, 3}, {None, 4, 3}}), "(None, 4, 3)");
  error_of(ErrorKind::shape, [&] { shape({{None, 3}}); });
  error_of(ErrorKind::shape, [&] { shape({{None, 3}, {None, 4}}); });
  error_of(ErrorKind::shape, [&] { shape({{None, 3}, {None, 1, 3}}); });
}

}  // namespace fovea
