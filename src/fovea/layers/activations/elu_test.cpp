#include "fovea/layers/activations/elu.h"

#include <cmath>
#include <limits>

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(ELU, FollowsKeras) { testing::check_layer("elu"); }

TEST(ELU, SaturatesAtMinusAlpha) {
  ELUBase layer({.alpha = 2});
  testing::LayerRun run(layer, {Array::of<float>({-100, 0, 3}, {1, 3})}, {}, Array::of<float>({1, 1, 1}, {1, 3}),
                        false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({-2, 0, 3}, {1, 3}), 1e-6, 0, "output");
  error_of(ErrorKind::usage, [] { ELU({.alpha = std::numeric_limits<double>::infinity()}); });
}

}  // namespace fovea
