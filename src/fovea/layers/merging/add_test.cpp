#include "fovea/layers/merging/add.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(Add, FollowsKeras) { testing::check_layer("add"); }

TEST(Add, GivesWhatIsKnownOfTheShape) {
  const AddBase layer{AddOptions()};
  const auto shape = [&](std::vector<Shape> inputs) { return to_string(layer.output_shape(inputs)); };
  EXPECT_EQ(shape({{None, None, 3}, {None, 4, 3}}), "(None, None, 3)");  // the unknown axis may be 1 or 4
  EXPECT_EQ(shape({{None, None, 3}, {None, 1, 3}}), "(None, None, 3)");
  EXPECT_EQ(shape({{None, 4}, {None, 2, 3, 4}}), "(None, 2, 3, 4)");
  const std::string text = error_of(ErrorKind::shape, [&] { shape({{None, 4}, {None, 3}}); });
  EXPECT_NE(text.find("(None, 4) and (None, 3)"), std::string::npos) << text;
  error_of(ErrorKind::shape, [&] { shape({}); });
}

}  // namespace fovea
