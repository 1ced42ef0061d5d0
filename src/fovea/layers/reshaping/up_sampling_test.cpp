#include "fovea/layers/reshaping/up_sampling.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(UpSampling1D, FollowsKeras) { testing::check_layer("up_sampling1d"); }
TEST(UpSampling2D, FollowsKeras) { testing::check_layer("up_sampling2d"); }
TEST(UpSampling3D, FollowsKeras) { testing::check_layer("up_sampling3d"); }

TEST(UpSampling2D, ByHand) {
  UpSamplingBase<2> layer({.size = {1, 2}});
  testing::LayerRun run(layer, {Array::of<float>({1, 2, 3, 4}, {1, 2, 2, 1})}, {},
                        Array::of<float>({1, 2, 3, 4, 5, 6, 7, 8}, {1, 2, 4, 1}), false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({1, 1, 2, 2, 3, 3, 4, 4}, {1, 2, 4, 1}), 0, 0, "output");
  testing::expect_near(run.input_gradient(0), Array::of<float>({3, 7, 11, 15}, {1, 2, 2, 1}), 0, 0, "gradient");
}

TEST(UpSampling, RefusesWhatItCannotMean) {
  error_of(ErrorKind::usage, [] { UpSampling1D({.size = 0}); });
  error_of(ErrorKind::usage, [] { UpSampling2D({.size = {2, -1}}); });
  error_of(ErrorKind::usage, [] { UpSampling3D({.interpolation = "bilinear"}); });
  const std::string text = error_of(ErrorKind::usage, [] { UpSampling2D({.interpolation = "cubic"}); });
  EXPECT_NE(text.find("bicubic"), std::string::npos) << text;
  EXPECT_EQ(UpSamplingBase<2>({.interpolation = "Bilinear"}).config().at("interpolation").as_string(), "bilinear");
  const std::vector<Shape> inputs{{None, 3, 3, 1}};
  error_of(ErrorKind::shape, [&] { UpSamplingBase<1>(UpSamplingOptions<1>{}).output_shape(inputs); });
}

}  // namespace fovea
