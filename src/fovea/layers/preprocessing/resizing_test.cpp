#include "fovea/layers/preprocessing/resizing.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(Resizing, FollowsKeras) { testing::check_layer("resizing"); }

TEST(Resizing, ByHand) {
  ResizingBase layer({.height = 1, .width = 3, .pad_to_aspect_ratio = true, .fill_value = 9});
  testing::LayerRun run(layer, {Array::of<float>({4}, {1, 1, 1, 1})}, {}, Array::of<float>({1, 2, 3}, {1, 1, 3, 1}),
                        false, {});
  run.run();
  testing::expect_near(run.output(), Array::of<float>({9, 4, 9}, {1, 1, 3, 1}), 0, 0, "output");
  testing::expect_near(run.input_gradient(0), Array::of<float>({2}, {1, 1, 1, 1}), 0, 0, "gradient");
}

TEST(Resizing, RefusesWhatItCannotMean) {
  error_of(ErrorKind::usage, [] { Resizing({.height = 3}); });
  error_of(ErrorKind::usage, [] { Resizing({.height = 3, .width = -1}); });
  error_of(ErrorKind::usage, [] { Resizing({.height = 3, .width = 3, .fill_mode = "reflect"}); });
  error_of(ErrorKind::usage,
           [] { Resizing({.height = 3, .width = 3, .crop_to_aspect_ratio = true, .pad_to_aspect_ratio = true}); });
  const std::string text =
      error_of(ErrorKind::usage, [] { Resizing({.height = 3, .width = 3, .interpolation = "lanczos"}); });
  EXPECT_NE(text.find("lanczos3"), std::string::npos) << text;
  const std::vector<Shape> inputs{{None, 3, 3}};
  error_of(ErrorKind::shape, [&] { ResizingBase({.height = 2, .width = 2}).output_shape(inputs); });
}

}  // namespace fovea
