#include "fovea/layers/augmentation/equalization.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {
namespace {

void expect_not_available(const LayerBase& layer, bool training) {
  Graph graph;
  const ValueId x = graph.add_input({1, 4, 4, 1}, DType::f32, true);
  const std::string text = error_of(ErrorKind::unsupported, [&] { layer.emit({graph, training}, {{x}}); });
  EXPECT_NE(text.find(std::string(layer.class_name()) + " 'even'"), std::string::npos) << text;
}

}  // namespace

TEST(AutoContrast, FollowsKeras) { testing::check_layer("auto_contrast"); }
TEST(Equalization, FollowsKeras) { testing::check_layer("equalization"); }
TEST(ContrastLimitedAdaptiveHistogramEqualization, HasTheConfigOfKeras) {
  const std::vector<std::string> all{"default", "every_argument"};
  testing::check_layer("contrast_limited_adaptive_histogram_equalization", {.not_smooth = all, .differs = all});
}

TEST(AutoContrast, LeavesChannelsOfOneValue) {
  AutoContrastBase layer({.value_range = {0, 1}});
  const Array x = Array::of<float>({0.25, 0.25, 0, -2, 0.25, 0.75, 0, -2}, {1, 2, 1, 4});
  testing::LayerRun run(layer, {x}, {}, testing::filled({1, 2, 1, 4}, 1), false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({0.25, 0, 0, -2, 0.25, 1, 0, -2}, {1, 2, 1, 4}), 0, 1e-7,
                       "output");
}

TEST(Equalization, RefusesWhatItCannotCompute) {
  expect_not_available(EqualizationBase({.name = "even"}), true);
  for (const bool training : {false, true})
    expect_not_available(ContrastLimitedAdaptiveHistogramEqualizationBase({.name = "even"}), training);
  error_of(ErrorKind::usage, [] { Equalization({.bins = 0}); });
  error_of(ErrorKind::usage, [] { AutoContrast({.value_range = 255}); });
  error_of(ErrorKind::usage, [] { ContrastLimitedAdaptiveHistogramEqualization({.tile_grid_size = {8, 0}}); });
}

}  // namespace fovea
