#include "fovea/layers/augmentation/policies.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(RandAugment, FollowsKeras) { testing::check_layer("rand_augment"); }
TEST(AugMix, FollowsKeras) { testing::check_layer("aug_mix"); }

TEST(Policies, RefuseWhatKerasRefuses) {
  error_of(ErrorKind::usage, [] { RandAugment({.factor = {-1, 0.5}}); });
  error_of(ErrorKind::usage, [] { RandAugment({.interpolation = "bicubic"}); });
  error_of(ErrorKind::usage, [] { AugMix({.factor = 1.5}); });
  error_of(ErrorKind::usage, [] { AugMix({.value_range = {0, 1, 2}}); });
}

}  // namespace fovea
