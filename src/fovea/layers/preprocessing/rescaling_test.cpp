#include "fovea/layers/preprocessing/rescaling.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(Rescaling, FollowsKeras) { testing::check_layer("rescaling"); }

TEST(Rescaling, TakesPixelsAsTheyAre) {
  const RescalingBase layer({.scale = 1.0 / 127.5, .offset = -1});
  Graph graph;
  const ValueId x = graph.add_input({3, 1}, DType::u8, true);
  const ValueId y = layer.emit({graph}, {{x}});
  graph.outputs = {y};
  Program program(std::move(graph), {}, std::make_shared<Team>(1));
  const std::uint8_t pixels[] = {0, 127, 255};
  program.bind(0, reinterpret_cast<const std::byte*>(pixels));
  program.run({});
  EXPECT_FLOAT_EQ(program.values<float>(y)[0], -1);
  EXPECT_NEAR(program.values<float>(y)[1], 127 / 127.5 - 1, 1e-6);
  EXPECT_FLOAT_EQ(program.values<float>(y)[2], 1);
}

TEST(Rescaling, ReadsNumpyArrays) {
  const auto layer = registry<LayerBase>().make(Json::parse(
      R"({"class_name": "Rescaling", "config": {"scale": {"class_name": "__numpy__", "config": {"value": [0.5, 2], "dtype": "float64"}}}})",
      "test"));
  EXPECT_EQ(layer->config().at("scale").dump(), "[0.5,2.0]");
  EXPECT_EQ(layer->output_shape(std::vector<Shape>{{None, 5, 2}}), (Shape{None, 5, 2}));
  const std::vector<Shape> inputs{{None, 3}};
  const std::string text = error_of(ErrorKind::shape, [&] { layer->output_shape(inputs); });
  EXPECT_NE(text.find("(None, 3)"), std::string::npos) << text;
}

TEST(Rescaling, NumbersSpreadOverAPicture) {
  const auto layer = registry<LayerBase>().make(
      Json::parse(R"({"class_name": "Rescaling", "config": {"scale": [[10], [100]], "offset": [1]}})", "test"));
  EXPECT_EQ(layer->output_shape(std::vector<Shape>{{None, 1, 2, 3}}), (Shape{None, 1, 2, 3}));
  const Array x = Array::of<float>({1, 2, 3, 4, 5, 6}, {1, 1, 2, 3});
  testing::LayerRun run(*layer, {x}, {}, testing::filled({1, 1, 2, 3}, 1), false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({11, 21, 31, 401, 501, 601}, {1, 1, 2, 3}), 0, 1e-6, "output");
}

}  // namespace fovea
