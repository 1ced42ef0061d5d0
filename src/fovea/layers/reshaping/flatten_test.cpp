#include "fovea/layers/reshaping/flatten.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(Flatten, FollowsKeras) { testing::check_layer("flatten"); }

}  // namespace fovea
