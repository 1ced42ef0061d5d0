#include "fovea/pictures/contact_sheet.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "fovea/base/error.h"

namespace fovea {
namespace {

SheetPicture noisy(std::int64_t height, std::int64_t width, std::uint8_t seed) {
  SheetPicture picture{Image(height, width, 3), "cat 1.jpg"};
  for (std::size_t i = 0; i < picture.image.pixels.size(); ++i)
    picture.image.pixels[i] = static_cast<std::uint8_t>(i * 37 + seed * 11);
  return picture;
}

TEST(ContactSheetTest, PixelsAreDrawnAsTheyAre) {
  const std::vector<SheetPicture> pictures{noisy(100, 120, 1), noisy(100, 120, 2), noisy(100, 120, 3)};
  const Image sheet = decode_image(draw_contact_sheet(pictures, 2).encoded(".png"), "sheet");
  EXPECT_EQ(sheet.width, 2 * 124 + 4);
  EXPECT_EQ(sheet.height, 2 * 120 + 4);
  for (std::int64_t y = 0; y < 100; ++y) {
    EXPECT_TRUE(std::equal(sheet.row(4 + y) + 4 * 3, sheet.row(4 + y) + 124 * 3, pictures[0].image.row(y)));
    EXPECT_TRUE(std::equal(sheet.row(124 + y) + 4 * 3, sheet.row(124 + y) + 124 * 3, pictures[2].image.row(y)));
  }
}

TEST(ContactSheetTest, SmallPicturesGrowByWholeSteps) {
  const Image sheet = decode_image(draw_contact_sheet({noisy(28, 28, 1)}, 5).encoded(".png"), "sheet");
  EXPECT_EQ(sheet.width, 3 * 28 + 8);
}

TEST(ContactSheetTest, RefusesWhatIsNoSheet) {
  EXPECT_THROW(draw_contact_sheet({}, 2), Error);
  EXPECT_THROW(draw_contact_sheet({noisy(4, 4, 1), noisy(4, 5, 1)}, 2), Error);
}

}  // namespace
}  // namespace fovea
