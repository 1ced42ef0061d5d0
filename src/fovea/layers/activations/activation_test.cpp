#include "fovea/layers/activations/activation.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(Activation, FollowsKeras) {
  testing::check_layer("activation", {.not_smooth = {"relu_at_zero"}, .differs = {"sparsemax"}});
}

}  // namespace fovea
