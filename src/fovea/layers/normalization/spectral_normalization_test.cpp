#include "fovea/layers/normalization/spectral_normalization.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/layer_test_support.h"
#include "fovea/layers/reshaping/flatten.h"

namespace fovea {

TEST(SpectralNormalization, FollowsKeras) {
  // The gradient is that of the divided kernel, which a difference of the kernel before does not measure.
  testing::check_layer("spectral_normalization",
                       {.not_smooth = {"dense_training", "conv_training", "three_iterations", "one_unit_training"}});
}

TEST(SpectralNormalization, DividesByTheLargestSingularValue) {
  SpectralNormalizationBase layer({.layer = Dense({.units = 2, .use_bias = false}), .power_iterations = 30});
  const Array x = Array::of<float>({1, 1}, {1, 2});
  testing::LayerRun run(layer, {x}, {Array::of<float>({3, 0, 0, 2}, {2, 2}), Array::of<float>({1, 1}, {1, 2})}, x,
                        true, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({1, 2.0f / 3}, {1, 2}), 1e-5, 0, "output");
  testing::expect_near(layer.weights()[0].variable->value, Array::of<float>({1, 0, 0, 2.0f / 3}, {2, 2}), 1e-5, 1e-6,
                       "kernel");
  testing::expect_near(layer.weights()[1].variable->value, Array::of<float>({1, 0}, {1, 2}), 1e-5, 1e-4, "vector_u");
}

TEST(SpectralNormalization, LeavesAKernelOfZerosAlone) {
  SpectralNormalizationBase layer({.layer = Dense({.units = 1, .use_bias = false})});
  const Array x = Array::of<float>({1, 1}, {1, 2});
  testing::LayerRun run(layer, {x}, {Array(Shape{2, 1}), Array::of<float>({0.5f}, {1, 1})},
                        Array::of<float>({1}, {1, 1}), true, {});
  run.run();
  testing::expect_near(run.output(), Array(Shape{1, 1}), 0, 0, "output");
  testing::expect_near(layer.weights()[1].variable->value, Array::of<float>({0.5f}, {1, 1}), 0, 0, "vector_u");
}

TEST(SpectralNormalization, RefusesLayersWithoutAKernel) {
  error_of(ErrorKind::usage, [] { SpectralNormalization(SpectralNormalizationOptions{}); });
  error_of(ErrorKind::usage, [] { SpectralNormalization({.layer = Dense({.units = 1}), .power_iterations = 0}); });
  const std::vector<Shape> inputs{{None, 2, 2}};
  SpectralNormalizationBase layer({.layer = Flatten()});
  const std::string text = error_of(ErrorKind::usage, [&] { layer.ensure_built(inputs); });
  EXPECT_NE(text.find("Flatten"), std::string::npos) << text;
}

}  // namespace fovea
