#include "fovea/data/picture_colours.h"

#include <gtest/gtest.h>

#include <vector>

#include "fovea/base/test_support.h"

namespace fovea {
namespace {

using Numbers = std::vector<float>;

TEST(PictureColours, ChannelShiftStaysBetweenTheEnds) {
  Numbers picture{10, 100, 200};
  shift_channels(picture, 50);
  EXPECT_EQ(picture, (Numbers{60, 150, 200}));
  shift_channels(picture, -100);
  EXPECT_EQ(picture, (Numbers{60, 60, 100}));
}

TEST(PictureColours, BrightnessMultiplies) {
  Numbers picture{0, 0.5f, 100, 200};
  brighten(picture, 1, 1.5);
  EXPECT_EQ(picture, (Numbers{0, 0.75f, 150, 255}));
  Numbers wide{-10, 300};
  brighten(wide, 1, 2);
  EXPECT_EQ(wide, (Numbers{-10, 300}));
}

TEST(PictureColours, KerasCutsFractionsOff) {
  Numbers picture{0.9f, 1.5f, 99.99f, 200};
  brighten_as_keras(picture, 1, 1.5);
  EXPECT_EQ(picture, (Numbers{0, 1, 148, 255}));
  Numbers fractions{0.25f, 0.75f};
  brighten_as_keras(fractions, 1, 1.5);
  EXPECT_EQ(fractions, (Numbers{0, 0}));
}

TEST(PictureColours, AlphaStays) {
  Numbers picture{10, 20, 30, 40}, same = picture;
  brighten(picture, 4, 2);
  EXPECT_EQ(picture, (Numbers{20, 40, 60, 40}));
  brighten_as_keras(same, 4, 2);
  EXPECT_EQ(same, picture);
}

TEST(PictureColours, KerasHasNoOtherChannels) {
  Numbers picture{1, 2};
  EXPECT_NE(error_of(ErrorKind::shape, [&] { brighten_as_keras(picture, 2, 1.5); }).find("Received 2"),
            std::string::npos);
}

}  // namespace
}  // namespace fovea
