#include "fovea/layers/merging/dot.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(Dot, FollowsKeras) { testing::check_layer("dot"); }

TEST(Dot, ByHand) {
  DotBase layer({.axes = 1, .normalize = true});
  testing::LayerRun run(layer, {Array::of<float>({3, 4}, {1, 2}), Array::of<float>({0, 2}, {1, 2})}, {},
                        Array::of<float>({1}, {1, 1}), false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({0.8f}, {1, 1}), 1e-6, 0, "cosine");
}

TEST(Dot, RefusesWhatItCannotMultiply) {
  error_of(ErrorKind::usage, [] { Dot(DotOptions{}); });
  error_of(ErrorKind::usage, [] { Dot({.axes = {1, 2, 3}}); });
  const std::vector<Shape> inputs{{None, 3, 4}, {None, 4, 5}}, one{{None, 3}};
  EXPECT_EQ(to_string(DotBase({.axes = {2, 1}}).output_shape(inputs)), "(None, 3, 5)");
  const std::string text = error_of(ErrorKind::shape, [&] { DotBase({.axes = 1}).output_shape(inputs); });
  EXPECT_NE(text.find("(None, 3, 4) and (None, 4, 5)"), std::string::npos) << text;
  error_of(ErrorKind::usage, [&] { DotBase({.axes = 0}).output_shape(inputs); });
  error_of(ErrorKind::usage, [&] { DotBase({.axes = {-3, 1}}).output_shape(inputs); });
  error_of(ErrorKind::shape, [&] { DotBase({.axes = 1}).output_shape(one); });
}

}  // namespace fovea
