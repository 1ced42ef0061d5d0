#include "fovea/layers/normalization/unit_normalization.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(UnitNormalization, FollowsKeras) { testing::check_layer("unit_normalization"); }

TEST(UnitNormalization, LeavesZerosAlone) {
  UnitNormalizationBase layer{UnitNormalizationOptions{}};
  testing::LayerRun run(layer, {Array::of<float>({3, 4, 0, 0}, {2, 2})}, {}, Array::of<float>({1, 0, 0, 0}, {2, 2}),
                        false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({0.6f, 0.8f, 0, 0}, {2, 2}), 1e-6, 0, "output");
  testing::expect_near(run.input_gradient(0), Array::of<float>({0.128f, -0.096f, 0, 0}, {2, 2}), 1e-5, 0, "gradient");
  const std::vector<Shape> inputs{{None, 2}};
  error_of(ErrorKind::usage, [&] { UnitNormalizationBase({.axis = {0, 1}}).output_shape(inputs); });
}

}  // namespace fovea
