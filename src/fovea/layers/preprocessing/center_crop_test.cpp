#include "fovea/layers/preprocessing/center_crop.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(CenterCrop, FollowsKeras) { testing::check_layer("center_crop"); }

TEST(CenterCrop, RefusesWhatItCannotMean) {
  error_of(ErrorKind::usage, [] { CenterCrop({.width = 3}); });
  error_of(ErrorKind::usage, [] { CenterCrop({.height = 0, .width = 3}); });
  const std::vector<Shape> inputs{{None, 3, 3}};
  error_of(ErrorKind::shape, [&] { CenterCropBase({.height = 2, .width = 2}).output_shape(inputs); });
}

}  // namespace fovea
