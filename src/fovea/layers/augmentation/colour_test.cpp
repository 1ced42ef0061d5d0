#include "fovea/layers/augmentation/colour.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(RandomBrightness, FollowsKeras) { testing::check_layer("random_brightness"); }
TEST(RandomContrast, FollowsKeras) { testing::check_layer("random_contrast"); }
TEST(RandomSaturation, FollowsKeras) { testing::check_layer("random_saturation"); }
TEST(RandomHue, FollowsKeras) { testing::check_layer("random_hue"); }
TEST(RandomColorJitter, FollowsKeras) { testing::check_layer("random_color_jitter"); }
TEST(RandomColorDegeneration, FollowsKeras) { testing::check_layer("random_color_degeneration"); }
TEST(RandomGrayscale, FollowsKeras) { testing::check_layer("random_grayscale"); }

TEST(Colour, RefusesWhatKerasRefuses) {
  error_of(ErrorKind::usage, [] { RandomBrightness(); });
  error_of(ErrorKind::usage, [] { RandomBrightness({.factor = -1.1}); });
  error_of(ErrorKind::usage, [] { RandomBrightness({.factor = 0.1, .value_range = {0, 1, 2}}); });
  error_of(ErrorKind::usage, [] { RandomContrast({.factor = -0.1}); });
  error_of(ErrorKind::usage, [] { RandomSaturation({.factor = 2}); });
  error_of(ErrorKind::usage, [] { RandomHue({.factor = {-0.2, -0.1}}); });
  error_of(ErrorKind::usage, [] { RandomColorDegeneration({.factor = {2, 3}}); });
  error_of(ErrorKind::usage, [] { RandomGrayscale({.factor = 1.5}); });
  RandomColorJitter({.saturation_factor = -1});
  const std::string text = error_of(ErrorKind::usage, [] { RandomColorJitter({.contrast_factor = -1}); });
  EXPECT_NE(text.find("contrast_factor must be a number, or two, between 0.0 and 1.0"), std::string::npos) << text;
}

}  // namespace fovea
