#include "fovea/pictures/predicted_pictures.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "fovea/base/error.h"

namespace fovea {
namespace {

PredictedPicture picture(std::int64_t height, std::int64_t width) {
  PredictedPicture result{Image(height, width, 3), "photos/some.jpg", {{"dog", 0.75}, {"cat", 0.25}}};
  std::ranges::fill(result.image.pixels, std::uint8_t{10});
  return result;
}

/// Pixels of the picture's own colour and of the bars'.
std::pair<std::int64_t, std::int64_t> areas(const Canvas& canvas) {
  const Image image = decode_image(canvas.encoded(".png"), "drawing");
  std::int64_t own = 0, bars = 0;
  for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
    own += image.pixels[i] == 10 && image.pixels[i + 1] == 10;
    bars += image.pixels[i] == 0x31 && image.pixels[i + 1] == 0x68;
  }
  return {own, bars};
}

TEST(PredictedPicturesTest, ShowsAPictureLargeWithBarsAsLongAsScores) {
  const auto [own, bars] = areas(draw_predicted_pictures({picture(112, 224)}));
  EXPECT_EQ(own, 448 * 224);
  const double whole = 448 * 0.44 * 12;  // of a bar of score 1
  EXPECT_NEAR(static_cast<double>(bars), whole, whole * 0.05);
}

TEST(PredictedPicturesTest, PutsSeveralSideBySide) {
  const Image image = decode_image(
      draw_predicted_pictures(std::vector<PredictedPicture>(7, picture(28, 28))).encoded(".png"), "drawing");
  EXPECT_EQ(image.width, 2 * 16 + 6 * (224 + 16) - 16);
  EXPECT_GT(image.height, 2 * 224);
}

TEST(PredictedPicturesTest, RefusesNothingToShow) {
  EXPECT_THROW(draw_predicted_pictures({}), Error);
  EXPECT_THROW(draw_predicted_pictures({{Image(2, 2, 3), "a.jpg", {}}}), Error);
}

}  // namespace
}  // namespace fovea
