#include "fovea/layers/core/identity.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(Identity, FollowsKeras) { testing::check_layer("identity"); }

}  // namespace fovea
