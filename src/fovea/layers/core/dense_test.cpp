#include "fovea/layers/core/dense.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(Dense, FollowsKeras) { testing::check_layer("dense"); }

TEST(Dense, ByHand) {
  DenseBase layer({.units = 2});
  testing::LayerRun run(layer, {Array::of<float>({1, 2}, {1, 2})},
                        {Array::of<float>({1, 2, 3, 4}, {2, 2}), Array::of<float>({10, 20}, {2})},
                        Array::of<float>({1, 1}, {1, 2}), false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({17, 30}, {1, 2}), 0, 0, "x * kernel + bias");
  testing::expect_near(run.input_gradient(0), Array::of<float>({3, 7}, {1, 2}), 0, 0, "sums of the kernel's rows");
}

TEST(Dense, RefusesWhatItCannotMean) {
  error_of(ErrorKind::usage, [] { Dense({.activation = "relu"}); });
  error_of(ErrorKind::unsupported, [] { Dense({.units = 2, .lora_rank = 4}); });
  const std::vector<Shape> vector{{None}}, unknown{{None, None}};
  error_of(ErrorKind::shape, [&] { DenseBase({.units = 2}).output_shape(vector); });
  error_of(ErrorKind::shape, [&] { DenseBase({.units = 2}).output_shape(unknown); });
}

TEST(Dense, WritesAnActivityRegularizerOnlyWhenThereIsOne) {
  EXPECT_EQ(DenseBase({.units = 2}).config().find("activity_regularizer"), nullptr);
  EXPECT_NE(DenseBase({.units = 2, .activity_regularizer = "l2"}).config().find("activity_regularizer"), nullptr);
}

}  // namespace fovea
