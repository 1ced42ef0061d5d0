#include "fovea/layers/augmentation/tones.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(RandomInvert, FollowsKeras) { testing::check_layer("random_invert"); }
TEST(RandomPosterization, FollowsKeras) { testing::check_layer("random_posterization"); }
TEST(Solarization, FollowsKeras) { testing::check_layer("solarization"); }
TEST(RandomSharpness, FollowsKeras) { testing::check_layer("random_sharpness"); }
TEST(RandomGaussianBlur, FollowsKeras) { testing::check_layer("random_gaussian_blur"); }
TEST(RandomErasing, FollowsKeras) { testing::check_layer("random_erasing"); }

TEST(RandomPosterization, IsWrittenWithIntegersWhichKerasMustHave) {
  EXPECT_EQ(AugmentationBase<RandomPosterizationOptions>({.factor = 4}).config().at("factor").dump(), "[1,4]");
  error_of(ErrorKind::usage, [] { RandomPosterization({.factor = 4.5}); });
}

TEST(Tones, RefusesWhatKerasRefuses) {
  error_of(ErrorKind::usage, [] { RandomInvert({.factor = -0.5}); });
  error_of(ErrorKind::usage, [] { RandomPosterization({.factor = 0.5}); });
  error_of(ErrorKind::usage, [] { RandomPosterization({.factor = 9}); });
  error_of(ErrorKind::usage, [] { Solarization({.addition_factor = {-0.1, 0.5}}); });
  error_of(ErrorKind::usage, [] { Solarization({.threshold_factor = 1.5}); });
  error_of(ErrorKind::usage, [] { RandomSharpness({.factor = 1.5}); });
  error_of(ErrorKind::usage, [] { RandomGaussianBlur({.sigma = 1.5}); });
  const std::string text = error_of(ErrorKind::usage, [] { RandomGaussianBlur({.kernel_size = {3, 4}}); });
  EXPECT_NE(text.find("kernel_size must be odd and at least 1. Received [3,4]"), std::string::npos) << text;
  error_of(ErrorKind::usage, [] { RandomGaussianBlur({.kernel_size = -3}); });
  error_of(ErrorKind::usage, [] { RandomGaussianBlur({.kernel_size = {3, -5}}); });
  error_of(ErrorKind::usage, [] { RandomErasing({.scale = {2, 3}}); });
  error_of(ErrorKind::usage, [] { RandomErasing({.fill_value = {1, 2}}); });
}

}  // namespace fovea
