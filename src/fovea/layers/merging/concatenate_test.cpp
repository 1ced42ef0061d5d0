#include "fovea/layers/merging/concatenate.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(Concatenate, FollowsKeras) { testing::check_layer("concatenate"); }

TEST(Concatenate, NamesTheShapesThatDiffer) {
  const auto shape = [](std::int64_t axis, std::vector<Shape> inputs) {
    return to_string(ConcatenateBase({.axis = axis}).output_shape(inputs));
  };
  EXPECT_EQ(shape(-1, {{None, None, 2}, {None, 5, 3}}), "(None, 5, 5)");
  EXPECT_EQ(shape(1, {{None, None, 2}, {None, 5, 2}}), "(None, None, 2)");
  const std::string text = error_of(ErrorKind::shape, [&] { shape(-1, {{None, 4, 2}, {None, 5, 2}}); });
  EXPECT_NE(text.find("(None, 4, 2) and (None, 5, 2)"), std::string::npos) << text;
  error_of(ErrorKind::usage, [&] { shape(0, {{None, 2}, {None, 2}}); });
  error_of(ErrorKind::usage, [&] { shape(2, {{None, 2}, {None, 2}}); });
}

}  // namespace fovea
