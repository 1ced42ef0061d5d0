#include "fovea/layers/augmentation/random_size.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(RandomSize, IsReadAsTensorFlowsKerasWritesIt) {
  const auto layer = registry<LayerBase>().make(Json::parse(R"({"class_name": "RandomWidth", "config": {
      "name": "random_width", "trainable": true, "dtype": "float32", "factor": [-0.1, 0.2], "interpolation": "area",
      "seed": 3}})",
                                                            "test"));
  EXPECT_EQ(layer->class_name(), "RandomWidth");
  EXPECT_EQ(layer->config().at("factor").dump(), "[-0.1,0.2]");
  EXPECT_EQ(layer->config().at("interpolation").as_string(), "area");
  EXPECT_EQ(layer->config().at("seed").as_int(), 3);
  const std::vector<Shape> inputs{{None, 4, None, 3}};
  EXPECT_EQ(to_string(layer->output_shape(inputs)), "(None, 4, None, 3)");
}

TEST(RandomSize, LeavesPicturesAlone) {
  AugmentationBase<RandomSizeOptions<"RandomHeight">> layer({.factor = 0.5});
  const Array x = Array::of<float>({1, 2, 3, 4}, {1, 2, 2, 1});
  testing::LayerRun run(layer, {x}, {}, x, false, {});
  run.run();
  testing::expect_near(run.output(), x, 0, 0, "output");
}

TEST(RandomSize, ResizesAndBackInTraining) {
  const Array x = Array::of<float>({0, 4, 8, 12}, {1, 4, 1, 1});
  const auto change = RandomHeight({.factor = {-0.5, -0.5}});
  // Two rows of the four, at 2 and 10, then four between them.
  testing::expect_near(testing::forward(change.base(), x, true), Array::of<float>({2, 4, 8, 10}, {1, 4, 1, 1}), 0,
                       1e-6, "output");
}

TEST(RandomSize, InterpolatesAsKeras2) {
  for (const Json& row : testing::golden_cases("augmentations/sizes")) {
    const auto layer = registry<LayerBase>().make(row.at("node"));
    const Array pictures = testing::golden_array(row.at("pictures"));
    testing::expect_near(testing::forward(*layer, pictures, true), testing::golden_array(row.at("output")), 1e-5,
                         2e-3, layer->who() + " " + row.at("name").as_string());
  }
}

TEST(RandomSize, RefusesWhatKerasRefuses) {
  error_of(ErrorKind::usage, [] { RandomHeight(); });
  error_of(ErrorKind::usage, [] { RandomHeight({.factor = -0.5}); });
  error_of(ErrorKind::usage, [] { RandomHeight({.factor = 1.5}); });
  error_of(ErrorKind::usage, [] { RandomWidth({.factor = {0.3, 0.2}}); });
  error_of(ErrorKind::usage, [] { RandomWidth({.factor = {-1.5, 0.2}}); });
  error_of(ErrorKind::usage, [] { RandomWidth({.factor = 0.1, .interpolation = "cubic"}); });
}

}  // namespace fovea
