#include "fovea/pictures/canvas.h"

#include <gtest/gtest.h>

#include <array>

#include "fovea/base/error.h"

namespace fovea {
namespace {

using Colour = std::array<int, 3>;

Image drawn(const Canvas& canvas) { return decode_image(canvas.encoded(".PNG"), "drawing"); }

Colour at(const Image& image, std::int64_t x, std::int64_t y) {
  const std::uint8_t* pixel = image.row(y) + x * 3;
  return {pixel[0], pixel[1], pixel[2]};
}

TEST(CanvasTest, IsWhiteAndFillsBoxes) {
  Canvas canvas(8, 6);
  canvas.fill({2, 1, 3, 2}, 0xff8000);
  const Image image = drawn(canvas);
  ASSERT_EQ(image.height, 6);
  ASSERT_EQ(image.width, 8);
  EXPECT_EQ(at(image, 2, 1), (Colour{255, 128, 0}));
  EXPECT_EQ(at(image, 4, 2), (Colour{255, 128, 0}));
  EXPECT_EQ(at(image, 5, 2), (Colour{255, 255, 255}));
}

TEST(CanvasTest, EnlargedPixelsAreSquares) {
  Image image(1, 2, 3);
  image.pixels = {10, 20, 30, 200, 100, 0};
  Canvas canvas(12, 6);
  canvas.image(image, {2, 1, 8, 4});
  const Image result = drawn(canvas);
  for (std::int64_t y = 1; y < 5; ++y)
    for (std::int64_t x = 0; x < 12; ++x)
      EXPECT_EQ(at(result, x, y), x < 2 || x > 9 ? (Colour{255, 255, 255})
                                  : x < 6        ? (Colour{10, 20, 30})
                                                 : (Colour{200, 100, 0}))
          << x << ", " << y;
}

TEST(CanvasTest, GrayAndTransparentPictures) {
  Image gray(1, 1, 1), pale(1, 1, 4);
  gray.pixels = {77};
  pale.pixels = {255, 0, 0, 51};
  Canvas canvas(2, 1);
  canvas.image(gray, {0, 0, 1, 1});
  canvas.image(pale, {1, 0, 1, 1});
  const Image result = drawn(canvas);
  EXPECT_EQ(at(result, 0, 0), (Colour{77, 77, 77}));
  EXPECT_EQ(at(result, 1, 0), (Colour{255, 204, 204}));
}

TEST(CanvasTest, TextLeavesInkWhereItIsAligned) {
  const auto ink = [](TextAlign align) {
    Canvas canvas(120, 30);
    canvas.text("HH", 60, 22, {.size = 20, .bold = true, .colour = 0, .align = align});
    const Image image = drawn(canvas);
    std::array<int, 2> sides{};
    for (std::int64_t y = 0; y < 30; ++y)
      for (std::int64_t x = 0; x < 120; ++x) sides[static_cast<std::size_t>(x / 60)] += at(image, x, y)[0] < 128;
    return sides;
  };
  EXPECT_EQ(ink(TextAlign::left)[0], 0);
  EXPECT_GT(ink(TextAlign::left)[1], 20);
  EXPECT_EQ(ink(TextAlign::right)[1], 0);
  EXPECT_GT(ink(TextAlign::right)[0], 20);
  EXPECT_GT(ink(TextAlign::centre)[0], 10);
  EXPECT_GT(ink(TextAlign::centre)[1], 10);
}

TEST(CanvasTest, LongTextLosesItsMiddle) {
  const std::string name = "photos/very/long/\xc3\xa9t\xc3\xa9/name_of_a_file.jpg";
  const std::string shown = Canvas::fitted(name, 120);
  EXPECT_LE(Canvas::text_width(shown), 120);
  EXPECT_TRUE(shown.starts_with("pho"));
  EXPECT_TRUE(shown.ends_with(".jpg"));
  EXPECT_EQ(Canvas::fitted(name, 2000), name);
  EXPECT_EQ(Canvas::fitted("a\xff", 200), "a\\xff");  // no UTF-8
}

TEST(CanvasTest, KindsOfFiles) {
  Canvas canvas(40, 20);
  canvas.text("ok", 2, 15);
  EXPECT_TRUE(canvas.encoded(".png").starts_with("\x89PNG"));
  const Image jpeg = decode_image(canvas.encoded(".JPG"), "drawing");
  EXPECT_EQ(jpeg.width, 40);
  EXPECT_GT(jpeg.row(0)[0], 250);
  EXPECT_TRUE(canvas.encoded(".pdf").starts_with("%PDF"));
  EXPECT_NE(canvas.encoded(".svg").find("<svg"), std::string::npos);
  try {
    canvas.write("drawing.bmp");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_NE(std::string(error.what()).find(".png, .jpg, .svg or .pdf"), std::string::npos);
  }
  EXPECT_THROW(Canvas(0, 5), Error);
  EXPECT_THROW(Canvas(5, 40'000), Error);
}

}  // namespace
}  // namespace fovea
