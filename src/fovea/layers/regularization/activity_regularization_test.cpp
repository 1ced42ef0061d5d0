#include "fovea/layers/regularization/activity_regularization.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(ActivityRegularization, FollowsKeras) { testing::check_layer("activity_regularization"); }

TEST(ActivityRegularization, RefusesFactorsThatPunishNothing) {
  error_of(ErrorKind::usage, [] { ActivityRegularization({.l1 = -1}); });
  error_of(ErrorKind::usage, [] { ActivityRegularization({.l2 = -1}); });
}

}  // namespace fovea
