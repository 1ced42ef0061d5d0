#include "fovea/layers/augmentation/random_crop.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {
namespace {

Array output_of(const Array& x, bool training, const Shape& shape) {
  RandomCropBase layer({.height = 1, .width = 2});
  testing::LayerRun run(layer, {x}, {}, testing::filled(shape, 1), training, {});
  run.run();
  return run.output();
}

}  // namespace

TEST(RandomCrop, FollowsKeras) { testing::check_layer("random_crop"); }

TEST(RandomCrop, LeavesPicturesInPredictionAndTakesTheMiddleInTraining) {
  const Array x = Array::of<float>({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, {1, 3, 4, 1});
  testing::expect_near(output_of(x, false, {1, 3, 4, 1}), x, 0, 0, "prediction");
  testing::expect_near(output_of(x, true, {1, 1, 2, 1}), Array::of<float>({6, 7}, {1, 1, 2, 1}), 0, 0, "training");
}

TEST(RandomCrop, RefusesWhatItCannotMean) {
  error_of(ErrorKind::usage, [] { RandomCrop({.width = 3}); });
  error_of(ErrorKind::usage, [] { RandomCrop({.height = 3, .width = -1}); });
  const std::vector<Shape> inputs{{None, 3, 3}};
  error_of(ErrorKind::shape, [&] { RandomCropBase({.height = 2, .width = 2}).output_shape(inputs); });
}

}  // namespace fovea
