#include "fovea/layers/activations/prelu.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(PReLU, FollowsKeras) { testing::check_layer("p_re_lu"); }

TEST(PReLU, ByHand) {
  PReLUBase layer({.shared_axes = 1});
  testing::LayerRun run(layer, {Array::of<float>({-1, 2, -3, -4}, {1, 2, 2})},
                        {Array::of<float>({0.5f, 0.25f}, {1, 2})}, Array::of<float>({1, 1, 1, 1}, {1, 2, 2}), false,
                        {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({-0.5f, 2, -1.5f, -1}, {1, 2, 2}), 0, 0, "output");
  testing::expect_near(run.weight_gradient(0), Array::of<float>({-4, -4}, {1, 2}), 0, 0, "gradient of alpha");
}

TEST(PReLU, RefusesAxesThatItCannotShare) {
  const std::vector<Shape> inputs{{None, 3, None, 2}};
  EXPECT_EQ(to_string(PReLUBase({.shared_axes = {1, 2}}).output_shape(inputs)), "(None, 3, None, 2)");
  error_of(ErrorKind::usage, [&] { PReLUBase({.shared_axes = {0, 2}}).output_shape(inputs); });
  error_of(ErrorKind::usage, [&] { PReLUBase({.shared_axes = 4}).output_shape(inputs); });
  const std::string text = error_of(ErrorKind::shape, [&] { PReLUBase({.shared_axes = 1}).output_shape(inputs); });
  EXPECT_NE(text.find("must be known"), std::string::npos) << text;
}

}  // namespace fovea
