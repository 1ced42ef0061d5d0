#include "fovea/layers/reshaping/zero_padding.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(ZeroPadding1D, FollowsKeras) { testing::check_layer("zero_padding1d"); }
TEST(ZeroPadding2D, FollowsKeras) { testing::check_layer("zero_padding2d"); }
TEST(ZeroPadding3D, FollowsKeras) { testing::check_layer("zero_padding3d"); }

TEST(ZeroPadding2D, ByHand) {
  ZeroPaddingBase<2> layer({.padding = {{1, 0}, {0, 2}}});
  testing::LayerRun run(layer, {Array::of<float>({7}, {1, 1, 1, 1})}, {},
                        Array::of<float>({1, 2, 3, 4, 5, 6}, {1, 2, 3, 1}), false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({0, 0, 0, 7, 0, 0}, {1, 2, 3, 1}), 0, 0, "output");
  testing::expect_near(run.input_gradient(0), Array::of<float>({4}, {1, 1, 1, 1}), 0, 0, "gradient");
}

TEST(ZeroPadding2D, TakesKerasForms) {
  const auto written = [](Edges<2> padding) {
    return ZeroPaddingBase<2>({.padding = padding}).config().at("padding").dump();
  };
  EXPECT_EQ(written(2), "[[2,2],[2,2]]");
  EXPECT_EQ(written({1, 2}), "[[1,1],[2,2]]");
  EXPECT_EQ(written({{1, 0}, {2, 3}}), "[[1,0],[2,3]]");
  const auto read = [](const char* text) {
    Edges<2> padding = 0;
    from_json(Json::parse(text, "test"), padding);
    return to_json(padding).dump();
  };
  EXPECT_EQ(read("2"), "[[2,2],[2,2]]");
  EXPECT_EQ(read("[1, 2]"), "[[1,1],[2,2]]");
  EXPECT_EQ(read("[[1, 0], 3]"), "[[1,0],[3,3]]");
  error_of(ErrorKind::usage, [&] { read("[1, 2, 3]"); });
  error_of(ErrorKind::usage, [&] { read("[[1, 2, 3], 1]"); });
  error_of(ErrorKind::usage, [] { ZeroPadding2D({.padding = -1}); });
  const auto of_one_axis = [](const char* text) {
    Edges<1> padding = 0;
    from_json(Json::parse(text, "test"), padding);
    return to_json(padding).dump();
  };
  EXPECT_EQ(of_one_axis("2"), "[2,2]");
  EXPECT_EQ(of_one_axis("[0, 3]"), "[0,3]");
  EXPECT_EQ(ZeroPaddingBase<1>({.padding = {1, 2}}).config().at("padding").dump(), "[1,2]");
  EXPECT_EQ(ZeroPaddingBase<3>({.padding = {1, 2, 3}}).config().at("padding").dump(), "[[1,1],[2,2],[3,3]]");
  error_of(ErrorKind::usage, [&] { of_one_axis("[[1, 2]]"); });
  error_of(ErrorKind::usage, [&] { of_one_axis("[1, 2, 3]"); });
}

}  // namespace fovea
