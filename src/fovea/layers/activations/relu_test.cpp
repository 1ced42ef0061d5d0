#include "fovea/layers/activations/relu.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(ReLU, FollowsKeras) { testing::check_layer("re_lu"); }

TEST(ReLU, ACapOfZeroLeavesTheNegativePart) {
  ReLUBase layer({.max_value = 0, .negative_slope = 0.5, .threshold = 1});
  testing::LayerRun run(layer, {Array::of<float>({-3, 0, 2}, {1, 3})}, {}, Array::of<float>({1, 1, 1}, {1, 3}), false,
                        {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({-2, -0.5f, 0}, {1, 3}), 0, 0, "output");
  testing::expect_near(run.input_gradient(0), Array::of<float>({0.5f, 0.5f, 0}, {1, 3}), 0, 0, "gradient");
}

TEST(ReLU, RefusesNegativeArguments) {
  error_of(ErrorKind::usage, [] { ReLU({.max_value = -1}); });
  error_of(ErrorKind::usage, [] { ReLU({.negative_slope = -0.1}); });
  error_of(ErrorKind::usage, [] { ReLU({.threshold = -1}); });
}

}  // namespace fovea
