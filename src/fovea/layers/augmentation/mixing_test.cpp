#include "fovea/layers/augmentation/mixing.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(MixUp, FollowsKeras) { testing::check_layer("mix_up"); }
TEST(CutMix, FollowsKeras) { testing::check_layer("cut_mix"); }

TEST(CutMix, RefusesWhatKerasRefuses) {
  error_of(ErrorKind::usage, [] { CutMix({.factor = 1.5}); });
}

}  // namespace fovea
