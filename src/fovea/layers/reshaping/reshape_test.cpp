#include "fovea/layers/reshaping/reshape.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(Reshape, FollowsKeras) { testing::check_layer("reshape"); }

TEST(Reshape, RefusesAnotherNumberOfElements) {
  const std::vector<Shape> inputs{{None, 6}}, open{{None, None, 6}};
  const std::string text =
      error_of(ErrorKind::shape, [&] { ReshapeBase({.target_shape = {4}}).output_shape(inputs); });
  EXPECT_NE(text.find("(None, 6)"), std::string::npos) << text;
  error_of(ErrorKind::shape, [&] { ReshapeBase({.target_shape = {4, -1}}).output_shape(inputs); });
  error_of(ErrorKind::shape, [&] { ReshapeBase({.target_shape = {0, -1}}).output_shape(inputs); });
  error_of(ErrorKind::usage, [] { Reshape({.target_shape = {-1, -1}}); });
  error_of(ErrorKind::usage, [] { Reshape({.target_shape = {-2}}); });
  EXPECT_EQ(to_string(ReshapeBase({.target_shape = {3, -1}}).output_shape(open)), "(None, 3, None)");
}

}  // namespace fovea
