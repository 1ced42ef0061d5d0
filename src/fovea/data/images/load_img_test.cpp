#include "fovea/data/images/load_img.h"

#include <gtest/gtest.h>

#include "fovea/base/golden_test_support.h"
#include "fovea/data/images/encode.h"
#include "fovea/data/images/picture_test_support.h"
#include "fovea/data/test_folder.h"

namespace fovea {
namespace {

TEST(LoadImg, IsKerass) {
  for (const Json& row : golden_cases(FOVEA_SOURCE_DIR, "images.json", "load_imgs")) {
    LoadImgOptions options;
    options.color_mode = row.at("color_mode").as_string();
    options.interpolation = row.at("interpolation").as_string();
    options.keep_aspect_ratio = row.at("keep_aspect_ratio").as_bool();
    options.saturate_16 = true;
    if (!row.at("target_size").is_null()) {
      const auto& size = row.at("target_size").as_list();
      options.target_size = {{size[0].as_int(), size[1].as_int()}};
    }
    const Image image =
        load_img(std::filesystem::path(FOVEA_SOURCE_DIR) / "tests/fuzz/seeds" / row.at("file").as_string(), options);
    EXPECT_EQ(image.channels, row.at("shape").as_list()[2].as_int());
    EXPECT_EQ(pixel_hash(image), row.at("sha").as_string()) << row.dump();
  }
}

TEST(LoadImg, BringsAPictureToASize) {
  const TestFolder folder;
  const auto path = folder.add("a.png", picture_bytes("png/rgb8"));  // 11 x 13
  EXPECT_EQ(load_img(path), decode_image(picture_bytes("png/rgb8"), "a"));
  const Image gray =
      load_img(path, {.color_mode = "grayscale", .target_size = {{4, 5}}, .interpolation = "bilinear"});
  EXPECT_EQ(gray.height, 4);
  EXPECT_EQ(gray.width, 5);
  EXPECT_EQ(gray.channels, 1);
  EXPECT_EQ(img_to_array(gray).shape(), Shape({4, 5, 1}));
  EXPECT_EQ(img_to_array(gray).values<float>()[3], static_cast<float>(gray.pixels[3]));
}

TEST(LoadImg, KeepsTheAspectRatioByCuttingTheMiddle) {
  const TestFolder folder;
  Image wide(2, 6, 1);
  wide.pixels = {0, 0, 1, 2, 0, 0, 0, 0, 3, 4, 0, 0};
  const auto path = folder.add("wide.png", encode_png(wide));
  const Image square =
      load_img(path, {.color_mode = "grayscale", .target_size = {{2, 2}}, .keep_aspect_ratio = true});
  EXPECT_EQ(square.pixels, (std::vector<std::uint8_t>{1, 2, 3, 4}));
}

TEST(LoadImg, RefusesWhatItDoesNotKnow) {
  const TestFolder folder;
  const auto path = folder.add("a.png", picture_bytes("png/rgb8"));
  EXPECT_TRUE(failure_of([&] { load_img(path, {.color_mode = "rbg"}); }).says("Did you mean 'rgb'"));
  EXPECT_TRUE(failure_of([&] { load_img(path, {.interpolation = "cubic"}); }).says("bicubic"));
  EXPECT_TRUE(failure_of([&] { load_img(path, {.target_size = {{0, 5}}}); }).says("at least 1"));
  EXPECT_EQ(failure_of([&] { load_img(folder / "none.png"); }).kind, ErrorKind::unreadable);
  ReadLimits limits;
  limits.picture_bytes = 10;
  EXPECT_TRUE(failure_of([&] { load_img(path, {.limits = limits}); }).says("--limit picture_bytes=N"));
}

TEST(SaveImg, StretchesTheNumbersAsKerasDoes) {
  const TestFolder folder;
  const Array array = Array::of<float>({-1, 0, 1, 3}, {2, 2, 1});
  save_img(folder / "a.png", array);
  EXPECT_EQ(load_img(folder / "a.png", {.color_mode = "grayscale"}).pixels,
            (std::vector<std::uint8_t>{0, 63, 127, 255}));
  save_img(folder / "b.png", array, {.scale = false});
  EXPECT_EQ(load_img(folder / "b.png", {.color_mode = "grayscale"}).pixels, (std::vector<std::uint8_t>{0, 0, 1, 3}));
  save_img(folder / "flat.png", Array::of<float>({7, 7}, {1, 2, 1}));
  EXPECT_EQ(load_img(folder / "flat.png", {.color_mode = "grayscale"}).pixels, (std::vector<std::uint8_t>{0, 0}));
}

TEST(SaveImg, WritesWhatTheNameSays) {
  const TestFolder folder;
  const Image rgb = decode_image(picture_bytes("png/rgb8"), "a");
  for (const char* name : {"a.png", "a.jpg", "a.JPEG"}) {
    save_img(folder / name, img_to_array(rgb), {.scale = false, .quality = 95});
    const ImageHeader header = image_header(read_file(folder / name), name);
    EXPECT_EQ(header.format, std::string(name) == "a.png" ? ImageFormat::png : ImageFormat::jpeg);
    EXPECT_EQ(header.height, 11);
  }
  EXPECT_EQ(load_img(folder / "a.png"), rgb);
  EXPECT_TRUE(failure_of([&] { save_img(folder / "a.xcf", img_to_array(rgb)); }).says("png and jpeg"));
  EXPECT_EQ(failure_of([&] { save_img(folder / "a.png", Array({2, 2})); }).kind, ErrorKind::shape);
}

TEST(EncodePng, GivesThePixelsBack) {
  for (const std::int64_t channels : {1, 2, 3, 4}) {
    Image image(3, 5, channels);
    for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = static_cast<std::uint8_t>(i * 11);
    const Image again = decode_image(encode_png(image), "again",
                                     {.color_mode = channels == 1   ? ColorMode::grayscale
                                                    : channels == 3 ? ColorMode::rgb
                                                                    : ColorMode::rgba});
    EXPECT_EQ(again.row(2)[again.channels * 4], image.row(2)[channels * 4]);
    if (channels != 2) {
      EXPECT_EQ(again, image);
    }
  }
  EXPECT_EQ(failure_of([] { encode_png(Image(2, 2, 5)); }).kind, ErrorKind::usage);
}

TEST(EncodeJpeg, IsNearThePixels) {
  Image image(16, 16, 3);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = static_cast<std::uint8_t>(i / 3);
  const Image again = decode_image(encode_jpeg(image, 95), "again");
  for (std::size_t i = 0; i < image.pixels.size(); ++i) ASSERT_NEAR(again.pixels[i], image.pixels[i], 6);
  EXPECT_LT(encode_jpeg(image, 20).size(), encode_jpeg(image, 95).size());
  EXPECT_TRUE(failure_of([&] { encode_jpeg(image, 0); }).says("1 to 100"));
}

}  // namespace
}  // namespace fovea
