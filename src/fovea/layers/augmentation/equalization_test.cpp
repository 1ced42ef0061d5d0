#include "fovea/layers/augmentation/equalization.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(AutoContrast, FollowsKeras) { testing::check_layer("auto_contrast"); }
TEST(Equalization, FollowsKeras) { testing::check_layer("equalization"); }
TEST(ContrastLimitedAdaptiveHistogramEqualization, HasTheConfigOfKeras) {
  const std::vector<std::string> all{"default", "every_argument"};
  testing::check_layer("contrast_limited_adaptive_histogram_equalization", {.not_smooth = all, .differs = all});
}

TEST(ContrastLimitedAdaptiveHistogramEqualization, ActsInPredictionAsKeras) {
  for (const Json& row : testing::golden_cases("layers/contrast_limited_adaptive_histogram_equalization")) {
    const auto layer = registry<LayerBase>().make(row.at("node"));
    testing::expect_near(testing::forward(*layer, testing::golden_array(row.at("inputs").as_list()[0]), false),
                         testing::golden_array(row.at("output")), 1e-5, 1e-5, row.at("name").as_string());
  }
}

TEST(ContrastLimitedAdaptiveHistogramEqualization, TakesPicturesThatItsTilesFit) {
  const ContrastLimitedAdaptiveHistogramEqualizationBase layer({.value_range = {0, 1}});
  EXPECT_NE(error_of(ErrorKind::shape,
                     [&] {
                       testing::forward(layer, Array({1, 3, 8, 1}), false);
                     })
                .find("fewer tiles"),
            std::string::npos);
}

TEST(AutoContrast, LeavesChannelsOfOneValue) {
  AutoContrastBase layer({.value_range = {0, 1}});
  const Array x = Array::of<float>({0.25, 0.25, 0, -2, 0.25, 0.75, 0, -2}, {1, 2, 1, 4});
  testing::LayerRun run(layer, {x}, {}, testing::filled({1, 2, 1, 4}, 1), false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({0.25, 0, 0, -2, 0.25, 1, 0, -2}, {1, 2, 1, 4}), 0, 1e-7,
                       "output");
}

TEST(Equalization, RefusesWhatItCannotMean) {
  error_of(ErrorKind::usage, [] { Equalization({.bins = 0}); });
  error_of(ErrorKind::usage, [] { Equalization({.bins = (std::int64_t{1} << 24) + 1}); });
  error_of(ErrorKind::usage, [] { AutoContrast({.value_range = 255}); });
  error_of(ErrorKind::usage, [] { ContrastLimitedAdaptiveHistogramEqualization({.tile_grid_size = {8, 0}}); });
}

}  // namespace fovea
