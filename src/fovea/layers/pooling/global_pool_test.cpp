#include "fovea/layers/pooling/global_pool.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(GlobalMaxPooling1D, FollowsKeras) { testing::check_layer("global_max_pooling1d"); }
TEST(GlobalMaxPooling2D, FollowsKeras) { testing::check_layer("global_max_pooling2d"); }
TEST(GlobalMaxPooling3D, FollowsKeras) { testing::check_layer("global_max_pooling3d"); }

TEST(GlobalAveragePooling1D, FollowsKeras) { testing::check_layer("global_average_pooling1d"); }
TEST(GlobalAveragePooling2D, FollowsKeras) { testing::check_layer("global_average_pooling2d"); }
TEST(GlobalAveragePooling3D, FollowsKeras) { testing::check_layer("global_average_pooling3d"); }

TEST(GlobalMaxPooling2D, TiesShareTheGradient) {
  GlobalMaxPooling2DBase layer({});
  testing::LayerRun run(layer, {Array::of<float>({5, 1, 5, 2}, {1, 2, 2, 1})}, {}, Array::of<float>({8}, {1, 1}),
                        false, {});
  run.run();
  testing::expect_near(run.input_gradient(0), Array::of<float>({4, 0, 4, 0}, {1, 2, 2, 1}), 0, 0, "gradient");
}

}  // namespace fovea
