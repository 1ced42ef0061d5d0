#include "fovea/layers/reshaping/repeat_vector.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(RepeatVector, FollowsKeras) { testing::check_layer("repeat_vector"); }

TEST(RepeatVector, RefusesWhatItCannotRepeat) {
  error_of(ErrorKind::usage, [] { RepeatVector(RepeatVectorOptions{}); });
  const std::vector<Shape> inputs{{None, 3, 4}};
  error_of(ErrorKind::shape, [&] { RepeatVectorBase({.n = 2}).output_shape(inputs); });
}

}  // namespace fovea
