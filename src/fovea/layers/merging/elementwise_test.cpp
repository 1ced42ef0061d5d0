#include "fovea/layers/merging/elementwise.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(Add, FollowsKeras) { testing::check_layer("add"); }
TEST(Subtract, FollowsKeras) { testing::check_layer("subtract"); }
TEST(Multiply, FollowsKeras) { testing::check_layer("multiply"); }
TEST(Average, FollowsKeras) { testing::check_layer("average"); }
TEST(Maximum, FollowsKeras) { testing::check_layer("maximum", {.not_smooth = {"ties"}}); }
TEST(Minimum, FollowsKeras) { testing::check_layer("minimum", {.not_smooth = {"ties"}}); }

TEST(Elementwise, GivesWhatIsKnownOfTheShape) {
  const AddBase layer{MergeOptions{}};
  const auto shape = [&](std::vector<Shape> inputs) { return to_string(layer.output_shape(inputs)); };
  EXPECT_EQ(shape({{None, None, 3}, {None, 4, 3}}), "(None, None, 3)");  // the unknown axis may be 1 or 4
  EXPECT_EQ(shape({{None, None, 3}, {None, 1, 3}}), "(None, None, 3)");
  EXPECT_EQ(shape({{None, 4}, {None, 2, 3, 4}}), "(None, 2, 3, 4)");
  const std::string text = error_of(ErrorKind::shape, [&] { shape({{None, 4}, {None, 3}}); });
  EXPECT_NE(text.find("(None, 4) and (None, 3)"), std::string::npos) << text;
  error_of(ErrorKind::shape, [&] { shape({}); });
}

TEST(Subtract, TakesTwoInputs) {
  const std::vector<Shape> three(3, Shape{None, 2}), one(1, Shape{None, 2});
  error_of(ErrorKind::shape, [&] { SubtractBase{MergeOptions{}}.output_shape(three); });
  error_of(ErrorKind::shape, [&] { SubtractBase{MergeOptions{}}.output_shape(one); });
}

TEST(Average, ByHand) {
  AverageBase layer{MergeOptions{}};
  const Array one = Array::of<float>({3, 0}, {1, 2}), two = Array::of<float>({6, 3}, {1, 2});
  testing::LayerRun run(layer, {one, two, two}, {}, Array::of<float>({3, 6}, {1, 2}), false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({5, 2}, {1, 2}), 1e-6, 0, "output");
  testing::expect_near(run.input_gradient(2), Array::of<float>({1, 2}, {1, 2}), 1e-6, 0, "gradient");
}

}  // namespace fovea
