#include "fovea/layers/reshaping/permute.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(Permute, FollowsKeras) { testing::check_layer("permute"); }

TEST(Permute, ByHand) {
  PermuteBase layer({.dims = {2, 1}});
  testing::LayerRun run(layer, {Array::of<float>({1, 2, 3, 4, 5, 6}, {1, 2, 3})}, {},
                        Array::of<float>({1, 2, 3, 4, 5, 6}, {1, 3, 2}), false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({1, 4, 2, 5, 3, 6}, {1, 3, 2}), 0, 0, "output");
  testing::expect_near(run.input_gradient(0), Array::of<float>({1, 3, 5, 2, 4, 6}, {1, 2, 3}), 0, 0, "gradient");
}

TEST(Permute, RefusesWhatIsNoOrder) {
  error_of(ErrorKind::usage, [] { Permute(PermuteOptions{}); });
  error_of(ErrorKind::usage, [] { Permute({.dims = {0, 1}}); });
  error_of(ErrorKind::usage, [] { Permute({.dims = {1, 3}}); });
  error_of(ErrorKind::usage, [] { Permute({.dims = {1, 1}}); });
  const std::vector<Shape> inputs{{None, 3}};
  error_of(ErrorKind::shape, [&] { PermuteBase({.dims = {2, 1}}).output_shape(inputs); });
}

}  // namespace fovea
