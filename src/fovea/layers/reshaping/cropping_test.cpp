#include "fovea/layers/reshaping/cropping.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(Cropping1D, FollowsKeras) { testing::check_layer("cropping1d"); }
TEST(Cropping2D, FollowsKeras) { testing::check_layer("cropping2d"); }
TEST(Cropping3D, FollowsKeras) { testing::check_layer("cropping3d"); }

TEST(Cropping2D, ByHand) {
  CroppingBase<2> layer({.cropping = {{0, 1}, {1, 0}}});
  testing::LayerRun run(layer, {Array::of<float>({1, 2, 3, 4, 5, 6}, {1, 2, 3, 1})}, {},
                        Array::of<float>({7, 8}, {1, 1, 2, 1}), false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({2, 3}, {1, 1, 2, 1}), 0, 0, "output");
  testing::expect_near(run.input_gradient(0), Array::of<float>({0, 7, 8, 0, 0, 0}, {1, 2, 3, 1}), 0, 0, "gradient");
}

TEST(Cropping, RefusesToLeaveNothing) {
  const std::vector<Shape> image{{None, 4, 5, 3}}, steps{{None, 2, 1}};
  const std::string text = error_of(ErrorKind::shape, [&] { CroppingBase<2>({.cropping = 2}).output_shape(image); });
  EXPECT_NE(text.find("(None, 4, 5, 3)"), std::string::npos) << text;
  EXPECT_NE(text.find("[[2,2],[2,2]]"), std::string::npos) << text;
  error_of(ErrorKind::shape, [&] { CroppingBase<1>(CroppingOptions<1>{}).output_shape(steps); });
  error_of(ErrorKind::shape, [&] { CroppingBase<1>(CroppingOptions<1>{}).output_shape(image); });
  error_of(ErrorKind::usage, [] { Cropping3D({.cropping = {{0, 1}, {-1, 0}, {0, 0}}}); });
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  error_of(ErrorKind::shape, [&] { CroppingBase<2>({.cropping = most}).output_shape(image); });
}

}  // namespace fovea
