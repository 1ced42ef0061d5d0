#include "fovea/layers/activations/softmax.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(Softmax, FollowsKeras) { testing::check_layer("softmax"); }

TEST(Softmax, RefusesTheSamplesAxis) {
  const std::vector<Shape> inputs{{None, 3}};
  error_of(ErrorKind::usage, [&] { SoftmaxBase({.axis = 0}).output_shape(inputs); });
  error_of(ErrorKind::usage, [&] { SoftmaxBase({.axis = 2}).output_shape(inputs); });
  error_of(ErrorKind::usage, [&] { SoftmaxBase({.axis = {1, -1}}).output_shape(inputs); });
}

}  // namespace fovea
