#include "fovea/layers/normalization/layer_normalization.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(LayerNormalization, FollowsKeras) { testing::check_layer("layer_normalization"); }

TEST(LayerNormalization, ByHand) {
  LayerNormalizationBase layer({.epsilon = 0});
  testing::LayerRun run(layer, {Array::of<float>({1, 3, 10, 10.5f}, {2, 2})},
                        {Array::of<float>({2, 3}, {2}), Array::of<float>({10, 20}, {2})},
                        Array::of<float>({1, 1, 1, 1}, {2, 2}), false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({8, 23, 8, 23}, {2, 2}), 1e-5, 0, "output");
  testing::expect_near(run.weight_gradient(1), Array::of<float>({2, 2}, {2}), 0, 0, "gradient of beta");
}

TEST(LayerNormalization, RefusesWhatItCannotNormalize) {
  const std::vector<Shape> inputs{{None, None, 3}};
  error_of(ErrorKind::usage, [&] { LayerNormalizationBase({.axis = 3}).output_shape(inputs); });
  error_of(ErrorKind::usage, [&] { LayerNormalizationBase({.axis = {0, 2}}).output_shape(inputs); });
  error_of(ErrorKind::usage, [&] { LayerNormalizationBase({.axis = {2, -1}}).output_shape(inputs); });
  error_of(ErrorKind::usage, [] { LayerNormalization({.epsilon = -1}); });
  const std::string text = error_of(ErrorKind::shape, [&] {
    LayerNormalizationBase({.axis = {1, 2}}).output_shape(inputs);
  });
  EXPECT_NE(text.find("(None, None, 3)"), std::string::npos) << text;
  LayerNormalizationBase layer{LayerNormalizationOptions{}};
  layer.ensure_built(inputs);
  const std::vector<Shape> wider{{None, None, 4}};
  error_of(ErrorKind::shape, [&] { layer.output_shape(wider); });
}

}  // namespace fovea
