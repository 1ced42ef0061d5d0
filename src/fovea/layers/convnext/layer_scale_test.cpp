#include "fovea/layers/convnext/layer_scale.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(LayerScale, FollowsKeras) { testing::check_layer("layer_scale"); }

TEST(LayerScale, BeginsAtItsInitialValueAndIsWrittenAsKerasFindsIt) {
  LayerScaleBase layer({.init_values = 0.5, .projection_dim = 2});
  const std::vector<Shape> inputs{{None, 3, 3, 2}};
  layer.ensure_built(inputs);
  EXPECT_EQ(layer.weights()[0].initializer->config().at("value").as_double(), 0.5);
  const Json node = registry<LayerBase>().node(layer);
  EXPECT_EQ(node.at("module").as_string(), "keras.src.applications.convnext");
  EXPECT_EQ(node.at("registered_name").as_string(), "LayerScale");
}

TEST(LayerScale, RefusesWhatItCannotMean) {
  error_of(ErrorKind::usage, [] { LayerScale({.projection_dim = 2}); });
  error_of(ErrorKind::usage, [] { LayerScale({.init_values = 1e-6}); });
  const std::vector<Shape> inputs{{None, 3, 3, 4}};
  error_of(ErrorKind::shape, [&] { LayerScaleBase({.init_values = 1, .projection_dim = 2}).output_shape(inputs); });
}

}  // namespace fovea
