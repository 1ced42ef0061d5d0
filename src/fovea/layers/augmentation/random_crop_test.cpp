#include "fovea/layers/augmentation/random_crop.h"

#include <set>

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {
TEST(RandomCrop, FollowsKeras) { testing::check_layer("random_crop"); }

TEST(RandomCrop, LeavesPicturesInPredictionAndTakesAnyPartInTraining) {
  const Array x = Array::of<float>({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, {1, 3, 4, 1});
  const RandomCropBase layer({.height = 1, .width = 2});
  testing::expect_near(testing::forward(layer, x, false), x, 0, 0, "prediction");
  std::set<float> seen;
  for (std::uint64_t step = 0; step < 100; ++step) {
    const Array y = testing::forward(layer, x, true, {}, {.seed = 1, .step = step});
    EXPECT_EQ(to_string(y.shape()), "(1, 1, 2, 1)");
    EXPECT_EQ(y.values<float>()[1], y.values<float>()[0] + 1);
    seen.insert(y.values<float>()[0]);
  }
  EXPECT_EQ(seen, (std::set<float>{1, 2, 3, 5, 6, 7, 9, 10, 11}));
}

TEST(RandomCrop, RefusesWhatItCannotMean) {
  error_of(ErrorKind::usage, [] { RandomCrop({.width = 3}); });
  error_of(ErrorKind::usage, [] { RandomCrop({.height = 3, .width = -1}); });
  const std::vector<Shape> inputs{{None, 3, 3}};
  error_of(ErrorKind::shape, [&] { RandomCropBase({.height = 2, .width = 2}).output_shape(inputs); });
}

}  // namespace fovea
