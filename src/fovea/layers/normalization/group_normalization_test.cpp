#include "fovea/layers/normalization/group_normalization.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(GroupNormalization, FollowsKeras) { testing::check_layer("group_normalization"); }

TEST(GroupNormalization, ByHand) {
  GroupNormalizationBase layer({.groups = 2, .epsilon = 0, .center = false, .scale = false});
  testing::LayerRun run(layer, {Array::of<float>({1, 3, 50, 70}, {1, 4})}, {}, Array::of<float>({1, 1, 1, 1}, {1, 4}),
                        false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({-1, 1, -1, 1}, {1, 4}), 1e-5, 0, "output");
}

TEST(GroupNormalization, RefusesGroupsThatDoNotFit) {
  error_of(ErrorKind::usage, [] { GroupNormalization({.groups = 0}); });
  const std::vector<Shape> inputs{{None, 5, 6}}, unknown{{None, 5, None}};
  const std::string text =
      error_of(ErrorKind::shape, [&] { GroupNormalizationBase({.groups = 4}).output_shape(inputs); });
  EXPECT_NE(text.find("groups=4, input (None, 5, 6)"), std::string::npos) << text;
  error_of(ErrorKind::shape, [&] { GroupNormalizationBase(GroupNormalizationOptions{}).output_shape(inputs); });
  error_of(ErrorKind::shape, [&] { GroupNormalizationBase({.groups = 1}).output_shape(unknown); });
  error_of(ErrorKind::usage, [&] { GroupNormalizationBase({.groups = 1, .axis = 0}).output_shape(inputs); });
}

}  // namespace fovea
