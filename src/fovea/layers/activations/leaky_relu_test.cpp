#include "fovea/layers/activations/leaky_relu.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(LeakyReLU, FollowsKeras) { testing::check_layer("leaky_re_lu"); }

TEST(LeakyReLU, ReadsTheOldNameOfItsSlope) {
  const auto layer =
      registry<LayerBase>().make(Json::parse(R"({"class_name": "LeakyReLU", "config": {"alpha": 0.1}})", "test"));
  EXPECT_EQ(layer->config().at("negative_slope").as_double(), 0.1);
  error_of(ErrorKind::usage, [] { LeakyReLU({.negative_slope = -0.1}); });
}

}  // namespace fovea
