// Real files on their way into batches, while others change them.
#include "fovea/data/photos/photo_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "fovea/base/test_support.h"
#include "fovea/data/photos/photo_feed.h"
#include "fovea/data/photos/photo_set.h"
#include "fovea/data/photos/photo_test_support.h"
#include "fovea/kernels/image/pillow_resize.h"
#include "fovea/kernels/image/tf_resize.h"

namespace fovea {
namespace {

/// A gray picture of one shade.
std::string shade(std::uint8_t level, std::int64_t side = 4) {
  Image image(side, side, 1);
  std::ranges::fill(image.pixels, level);
  return encode_png(image);
}

/// Sixty pictures of two classes, whose shade is their number.
class ChangingFiles : public ::testing::Test {
 protected:
  ChangingFiles() {
    for (int i = 0; i < 60; ++i) folder_.add(name(i), shade(static_cast<std::uint8_t>(i)));
    set_ = find_photos(open_folder(folder_.path()));
  }

  static std::string name(int number) { return (number < 30 ? "a/" : "b/") + std::to_string(100 + number) + ".png"; }
  std::shared_ptr<PhotoReader> reader() {
    return std::make_shared<PhotoReader>(set_.files,
                                         PhotoForm{.height = 4, .width = 4, .color_mode = ColorMode::grayscale});
  }
  /// The shades of a whole pass.
  static std::vector<int> pass(PhotoFeed& feed) {
    std::vector<int> shades;
    for (std::int64_t i = 0, n = feed.batches(); i < n; ++i) {
      const Array x = feed.next().x[0];
      for (std::int64_t row = 0; row < x.rows(); ++row)
        shades.push_back(x.values<std::uint8_t>()[static_cast<std::size_t>(row) * 16]);
    }
    return shades;
  }

  TestFolder folder_;
  PhotoSet set_;
};

TEST_F(ChangingFiles, WhatBreaksBetweenPassesIsLeftOutFromThenOn) {
  PhotoFeed feed(reader(), set_.splits[0].photos, {}, {}, {.batch_size = 60, .threads = 2, .ahead = 0});
  EXPECT_EQ(pass(feed).size(), 60u);
  folder_.add(name(3), "\x89PNG\r\n\x1a\n half a picture");
  std::filesystem::remove(folder_ / name(40));
  folder_.add("another.png", shade(200, 9));  // of another size, and whole from the moment it is there
  std::filesystem::rename(folder_ / "another.png", folder_ / name(41));
  // One pass may have been made ahead of the changes.
  for (int i = 0; i < 2; ++i) pass(feed);
  const std::vector<int> shades = pass(feed);
  EXPECT_EQ(shades.size(), 58u);
  EXPECT_EQ(std::ranges::count(shades, 200), 1);
  ASSERT_EQ(feed.bad().size(), 2u);
  const auto reason = [&](int number) {
    const auto found = std::ranges::find(feed.bad(), number, &BadPhoto::row);
    return found == feed.bad().end() ? std::string() : found->reason;
  };
  EXPECT_NE(reason(3).find(name(3) + ": "), std::string::npos)
      << reason(3);  // empty or cut off: seen while it was written
  EXPECT_NE(reason(40).find(name(40) + ": "), std::string::npos);
  EXPECT_NE(reason(40).find("No such file"), std::string::npos) << reason(40);
}

TEST_F(ChangingFiles, ACacheKeepsARunAsItBeganAndIsMadeAnewForTheNext) {
  const auto file = folder_ / "pixels.cache";
  {
    const auto cached = reader();
    EXPECT_EQ(cached->cache_in_file(file), "");
    PhotoFeed feed(cached, set_.splits[0].photos, {}, {}, {.batch_size = 60, .threads = 2});
    const std::vector<int> before = pass(feed);
    std::filesystem::remove(folder_ / name(40));
    folder_.add(name(41), shade(200));
    EXPECT_EQ(pass(feed), before);
    folder_.add(name(40), shade(40));
  }
  const auto next = reader();
  EXPECT_NE(next->cache_in_file(file), "");  // times have changed
  PhotoFeed feed(next, set_.splits[0].photos, {}, {}, {.batch_size = 60, .threads = 2});
  EXPECT_EQ(std::ranges::count(pass(feed), 200), 1);
}

/// Colours that change from pixel to pixel.
Image colourful(std::int64_t height, std::int64_t width, std::int64_t channels) {
  Image image(height, width, channels);
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    image.pixels[i] = static_cast<std::uint8_t>(i * i / 977 + 3 * i / 100);
  return image;
}

/// Photos that are resized while they are decoded are those that are decoded and then resized.
TEST(PhotoReader, ResizesAPhotoAsOneThatIsDecodedFirst) {
  TestFolder folder;
  folder.add("a/wide.jpg", encode_jpeg(colourful(75, 130, 3)));
  folder.add("a/tall.jpg", encode_jpeg(colourful(200, 31, 3)));
  folder.add("a/gray.jpg", encode_jpeg(colourful(64, 64, 1)));
  folder.add("a/small.png", encode_png(colourful(20, 24, 3)));
  folder.add("a/as wide.jpg", encode_jpeg(colourful(70, 20, 3)));
  folder.add("a/as high.jpg", encode_jpeg(colourful(24, 50, 3)));
  folder.add("a/of the size.jpg", encode_jpeg(colourful(24, 20, 3)));
  const std::shared_ptr<const FileStore> files = open_folder(folder.path());
  ASSERT_EQ(files->names().size(), 7u);
  for (const ColorMode mode : {ColorMode::rgb, ColorMode::grayscale})
    for (const char* filter : {"nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"})
      for (const bool cut : {false, true})
        for (std::size_t i = 0; i < files->names().size(); ++i) {
          SCOPED_TRACE(files->names()[i] + " " + filter + (cut ? " cut" : ""));
          const PhotoForm form{
              .height = 24, .width = 20, .color_mode = mode, .interpolation = filter, .keep_aspect_ratio = cut};
          Image read(form.height, form.width, channels_of(mode)), expected = read;
          PhotoReader(files, form).read(i, reinterpret_cast<std::byte*>(read.pixels.data()));
          DecodeOptions options;
          options.color_mode = mode;
          const Image whole = decode_image(files->read(i), files->place(i), options);
          const PixelBox part = cut ? middle_part(whole.height, whole.width, form.height, form.width)
                                    : PixelBox{0, 0, whole.width, whole.height};
          pillow_resize({whole.pixels.data(), whole.height, whole.width}, part, whole.channels,
                        pillow_filter_named(filter), {expected.pixels.data(), form.height, form.width});
          EXPECT_EQ(read, expected);
        }
}

/// The same as TensorFlow reads.
TEST(PhotoReader, ResizesAPhotoAsTensorFlowWhileItIsDecoded) {
  TestFolder folder;
  folder.add("wide.jpg", encode_jpeg(colourful(75, 130, 3)));
  folder.add("gray.jpg", encode_jpeg(colourful(64, 64, 1)));
  folder.add("of the size.jpg", encode_jpeg(colourful(40, 50, 3)));
  const std::shared_ptr<const FileStore> files = open_folder(folder.path());
  for (const char* method : {"bilinear", "area"})
    for (std::size_t i = 0; i < files->names().size(); ++i) {
      const PhotoForm form{.height = 40, .width = 50, .interpolation = method, .path = DecodePath::tf};
      std::vector<float> read(static_cast<std::size_t>(form.shape().count())), expected(read.size());
      PhotoReader(files, form).read(i, reinterpret_cast<std::byte*>(read.data()));
      DecodeOptions options;
      options.path = DecodePath::tf;
      const Image whole = decode_image(files->read(i), files->place(i), options);
      tf_resize(whole.pixels.data(), whole.height, whole.width, 3, tf_resize_named(method), expected.data(), 40, 50);
      EXPECT_EQ(read, expected) << files->names()[i] << " " << method;
    }
}

TEST(PhotoReader, ADamagedPhotoIsRefusedWhereverItEnds) {
  TestFolder folder;
  const std::string file = encode_jpeg(colourful(200, 100, 3));
  std::vector<std::byte> pixels(24 * 20 * 3);
  for (const std::size_t left : {file.size() / 4, file.size() / 2, file.size() - 20}) {
    folder.add("cut.jpg", file.substr(0, left));
    const std::shared_ptr<const FileStore> files = open_folder(folder.path());
    const std::string error =
        error_of(ErrorKind::format, [&] { PhotoReader(files, {.height = 24, .width = 20}).read(0, pixels.data()); });
    EXPECT_NE(error.find("cut.jpg: this JPEG picture is cut off"), std::string::npos) << error;
  }
}

}  // namespace
}  // namespace fovea
