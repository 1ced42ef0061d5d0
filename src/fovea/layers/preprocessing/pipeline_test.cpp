#include "fovea/layers/preprocessing/pipeline.h"

#include <algorithm>

#include "fovea/base/test_support.h"
#include "fovea/layers/augmentation/geometry.h"
#include "fovea/layers/augmentation/tones.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(Pipeline, FollowsKeras) { testing::check_layer("pipeline"); }

TEST(Pipeline, DrawsApartAtEveryPlace) {
  Array x({40, 1, 2, 1});
  for (std::size_t i = 0; i < 40; ++i) x.values<float>()[2 * i] = 1;
  const auto flipped = [&](const Array& y) {
    std::vector<bool> rows;
    for (std::size_t i = 0; i < 40; ++i) rows.push_back(y.values<float>()[2 * i] == 0);
    return rows;
  };
  // Two that drew alike would undo each other.
  const auto twice = flipped(testing::forward(PipelineBase({.layers = {RandomFlip(), RandomFlip()}}), x, true));
  EXPECT_GT(std::ranges::count(twice, true), 5);
  EXPECT_GT(std::ranges::count(twice, false), 5);
  EXPECT_EQ(std::ranges::count(flipped(testing::forward(PipelineBase({.layers = {RandomFlip()}}), x, false)), true),
            0);
}

TEST(Pipeline, NeedsLayers) {
  EXPECT_EQ(error_of(ErrorKind::usage, [] { Pipeline({}); }), "Pipeline: takes a list of layers. Received none.");
}

}  // namespace fovea
