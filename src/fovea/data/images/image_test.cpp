#include "fovea/data/images/image.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "fovea/base/golden_test_support.h"
#include "fovea/base/limit_test_support.h"
#include "fovea/base/machine_error.h"
#include "fovea/base/test_support.h"
#include "fovea/data/images/encode.h"
#include "fovea/data/images/picture_test_support.h"
#include "fovea/data/test_folder.h"

namespace fovea {
namespace {

DecodeOptions in(ColorMode mode) {
  DecodeOptions options;
  options.color_mode = mode;
  options.saturate_16 = true;
  return options;
}

std::string described(const ImageHeader& header) {
  return header.mode + " " + std::to_string(header.height) + "x" + std::to_string(header.width) + " " +
         std::to_string(header.frames) + " " + std::to_string(header.orientation);
}

TEST(Pictures, OfEveryKindAreWhatPillowReads) {
  int read = 0, refused = 0;
  for (const Json& row : golden_cases(FOVEA_SOURCE_DIR, "images.json")) {
    const std::string name = row.at("file").as_string();
    SCOPED_TRACE(name);
    const std::string bytes = picture_bytes(name);
    if (row.find("refused") != nullptr) {
      if (name == "pnm/pam_rgba") continue;  // Pillow knows no PAM; below
      EXPECT_TRUE(failure_of([&] { decode_image(bytes, name); }).failed);
      ++refused;
      continue;
    }
    const auto& size = row.at("size").as_list();
    ImageHeader stored;
    stored.mode = row.at("mode").as_string();
    stored.orientation = static_cast<int>(row.at("orientation").as_int());
    stored.frames = row.at("frames").as_int();
    stored.height = size[0].as_int();
    stored.width = size[1].as_int();
    if (name != "tiff/oriented") {  // Pillow tells its size after it is turned
      EXPECT_EQ(described(image_header(bytes, name)), described(stored));
    }
    for (const auto& [key, mode] :
         {std::pair("grayscale", ColorMode::grayscale), {"rgb", ColorMode::rgb}, {"rgba", ColorMode::rgba}})
      EXPECT_EQ(pixel_hash(decode_image(bytes, name, in(mode))), row.at(key).as_string()) << key;
    ++read;
  }
  EXPECT_GE(read, 80);
  EXPECT_GE(refused, 7);
}

TEST(Pictures, AreWhatTensorFlowReads) {
  int compared = 0;
  for (const Json& row : golden_cases(FOVEA_SOURCE_DIR, "images.json")) {
    const std::string name = row.at("file").as_string();
    if (row.at("tf").is_null() || name == "bmp/palette8") continue;  // TensorFlow reads no BMP's palette
    SCOPED_TRACE(name);
    DecodeOptions options;
    options.path = DecodePath::tf;
    EXPECT_EQ(pixel_hash(decode_image(picture_bytes(name), name, options)), row.at("tf").as_string());
    ++compared;
  }
  EXPECT_GE(compared, 50);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // which need far more addresses
/// A progressive JPEG of gray, of which only the first scan is there: a bit for each block.
std::string progressive(int side) {
  using namespace std::string_literals;
  const std::string two{static_cast<char>(side >> 8), static_cast<char>(side & 255)};
  return "\xff\xd8\xff\xdb\0\x43\0"s + std::string(64, '\1') + "\xff\xc2\0\x0b\x08"s + two + two +
         "\1\1\x11\0"s +                                  // one component
         "\xff\xc4\0\x14\0\1"s + std::string(16, '\0') +  // one code, of one bit: no change
         "\xff\xda\0\x08\1\1\0\0\0\0"s + std::string(static_cast<std::size_t>(side) * side / 512, '\0') + "\xff\xd9";
}

/// Decodes with little memory. Ends the program: 0 where the machine is blamed, not the picture.
[[noreturn]] void decode_in_little_memory(const std::string& bytes) {
  std::int64_t pages = 0;
  std::istringstream(read_file("/proc/self/statm")) >> pages;
  const SoftLimit room(RLIMIT_AS, static_cast<rlim_t>(pages * ::sysconf(_SC_PAGESIZE) + (16 << 20)));
  try {
    decode_image(bytes, "large");
  } catch (const Error& error) {
    std::fputs(error.what(), stderr);
    std::exit(is_of_content(error) ? 1 : 0);
  }
  std::exit(2);
}

TEST(Pictures, MemoryThatCannotBeHadIsNoFaultOfThePicture) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const Image image(4000, 4000, 3);
  for (const std::string& bytes : {encode_png(image), encode_jpeg(image), progressive(5000)}) {
    EXPECT_GE(decode_image(bytes, "large").height, 4000);
    EXPECT_EXIT(decode_in_little_memory(bytes), ::testing::ExitedWithCode(0), "large: needs more memory");
  }
}
#endif

TEST(Pictures, OfOtherPeopleAreWhatPillowReads) {
  const std::optional<std::filesystem::path> shared = shared_dir(FOVEA_SOURCE_DIR);
  if (!shared || !std::filesystem::exists(*shared / "images"))
    GTEST_SKIP() << "shared/images is not beside the checkout";
  const std::filesystem::path folder = *shared / "images";
  std::istringstream lines(read_file(folder / "manifest.jsonl"));
  int exact = 0, refused = 0;
  std::vector<std::string> differ;
  for (std::string line; std::getline(lines, line);) {
    const Json row = Json::parse(line, "manifest.jsonl");
    const std::string name = row.at("file").as_string();
    const std::string bytes = read_file(folder / name);
    std::string hash;
    const Failure failure = failure_of([&] { hash = pixel_hash(decode_image(bytes, name, in(ColorMode::rgb))); });
    const bool read = row.at("pil").as_string() == "ok";
    if (failure.failed) {
      ++refused;
      EXPECT_TRUE(failure.says(name)) << failure.text;
      EXPECT_NE(failure.kind, ErrorKind::internal) << failure.text;
    }
    if (read && hash != row.at("rgb_sha").as_string())
      differ.push_back(name + ": " + failure.text);
    else if (read)
      ++exact;
  }
  EXPECT_EQ(exact, 1238) << refused << " refused";
  // 10 x 63,498 pixels, beyond the limit of a side.
  EXPECT_EQ(differ.size(), 1u) << testing::PrintToString(differ);
}

TEST(Pictures, InTiffFilesOfOtherPeopleAreWhatPillowReads) {
  const std::optional<std::filesystem::path> shared = shared_dir(FOVEA_SOURCE_DIR);
  if (!shared || !std::filesystem::exists(*shared / "images"))
    GTEST_SKIP() << "shared/images is not beside the checkout";
  int exact = 0;
  for (const Json& row : golden_cases(FOVEA_SOURCE_DIR, "images.json", "shared_tiffs")) {
    const std::string name = row.at("file").as_string();
    SCOPED_TRACE(name);
    std::string hash;
    const Failure failure = failure_of(
        [&] { hash = pixel_hash(decode_image(read_file(*shared / "images" / name), name, in(ColorMode::rgb))); });
    EXPECT_NE(failure.kind == ErrorKind::internal && failure.failed, true) << failure.text;
    if (row.find("refused") != nullptr) continue;
    EXPECT_EQ(hash, row.at("rgb").as_string()) << failure.text;
    ++exact;
  }
  EXPECT_EQ(exact, 14);
}

TEST(Pictures, SixteenBitsBecomeTheHighByte) {
  DecodeOptions options;
  options.color_mode = ColorMode::grayscale;
  const std::string bytes("P5 3 1 65535\n\0\7\0\377\201\1", 19);
  EXPECT_EQ(decode_image(bytes, "gray16", options).pixels, (std::vector<std::uint8_t>{0, 0, 129}));
  options.saturate_16 = true;
  EXPECT_EQ(decode_image(bytes, "gray16", options).pixels, (std::vector<std::uint8_t>{7, 255, 255}));
}

TEST(Pictures, PamIsRead) {
  const ImageHeader header = image_header(picture_bytes("pnm/pam_rgba"), "pam");
  EXPECT_EQ(described(header), "RGBA 5x7 1 1");
  const Image image = decode_image(picture_bytes("pnm/pam_rgba"), "pam", in(ColorMode::rgba));
  const std::string bytes = picture_bytes("pnm/pam_rgba");
  EXPECT_EQ(std::string(image.pixels.begin(), image.pixels.end()), bytes.substr(bytes.size() - 5 * 7 * 4));
}

TEST(Pictures, AreTurnedUprightOnRequest) {
  const std::string bytes = picture_bytes("jpeg/oriented");
  const Image stored = decode_image(bytes, "oriented");
  DecodeOptions options;
  options.apply_orientation = true;
  const Image upright = decode_image(bytes, "oriented", options);
  ASSERT_EQ(upright.height, stored.width);
  ASSERT_EQ(upright.width, stored.height);
  for (std::int64_t y = 0; y < upright.height; ++y)  // orientation 6: the stored top is the right side
    for (std::int64_t x = 0; x < upright.width; ++x)
      ASSERT_EQ(upright.row(y)[3 * x], stored.row(stored.height - 1 - x)[3 * y]);
}

TEST(Pictures, JpegsMayBeDecodedSmaller) {
  const std::string bytes = picture_bytes("jpeg/baseline_420");  // 21 x 27
  DecodeOptions options;
  options.least_height = options.least_width = 7;
  const Image small = decode_image(bytes, "photo", options);
  EXPECT_EQ(small.height, 11);
  EXPECT_EQ(small.width, 14);
  options.least_height = 12;
  EXPECT_EQ(decode_image(bytes, "photo", options).height, 21);
}

/// Turned by 90 degrees, 27 x 21: what is asked for is compared with the sides as they will be.
TEST(Pictures, JpegsOnTheirSideMayBeDecodedSmaller) {
  using namespace std::string_literals;
  const std::string exif = "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"s;
  std::string bytes = picture_bytes("jpeg/baseline_420");
  bytes.insert(2, "\xff\xe1\0"s + static_cast<char>(exif.size() + 2) + exif);
  DecodeOptions options;
  options.apply_orientation = true;
  options.least_height = 13;
  options.least_width = 11;
  const Image small = decode_image(bytes, "photo", options);
  EXPECT_EQ(small.height, 14);
  EXPECT_EQ(small.width, 11);
  std::swap(options.least_height, options.least_width);
  EXPECT_EQ(decode_image(bytes, "photo", options).height, 27);
}

TEST(Pictures, BeyondTheLimitsAreRefusedWithTheFlag) {
  const std::string bytes = picture_bytes("png/rgb8");  // 11 x 13
  DecodeOptions options;
  options.limits.picture_pixels = 100;
  Failure failure = failure_of([&] { decode_image(bytes, "a.png", options); });
  EXPECT_EQ(failure.kind, ErrorKind::resource);
  EXPECT_TRUE(failure.says("a.png") && failure.says("143 pixels") && failure.says("--limit picture_pixels"))
      << failure.text;
  options.limits = {};
  options.limits.picture_side = 12;
  EXPECT_TRUE(failure_of([&] { decode_image(bytes, "a.png", options); }).says("--limit picture_side"));
  options.limits = {};
  options.limits.picture_bytes = 99;
  EXPECT_TRUE(failure_of([&] { decode_image(bytes, "a.png", options); }).says("--limit picture_bytes"));
  options.limits = {};
  options.limits.jpeg_scans = 3;
  failure = failure_of([&] { decode_image(picture_bytes("jpeg/progressive"), "a.jpg", options); });
  EXPECT_EQ(failure.kind, ErrorKind::resource);
  EXPECT_TRUE(failure.says("--limit jpeg_scans")) << failure.text;
}

TEST(Pictures, WhatIsNoneSaysWhatItIs) {
  const Failure failure = failure_of([] { decode_image("<!doctype html><html>", "cat.jpg"); });
  EXPECT_EQ(failure.kind, ErrorKind::format);
  EXPECT_TRUE(failure.says("cat.jpg") && failure.says("a web page (HTML)")) << failure.text;
  EXPECT_TRUE(failure_of([] { decode_image({"\0\0\0\30ftypheic", 12}, "a.jpg"); }).says("HEIC"));
  EXPECT_TRUE(failure_of([] { decode_image(picture_bytes("jpeg/bits12"), "a.jpg"); }).says("12 bits"));
}

TEST(Pictures, CutOffOrChangedAnywhereTheyAreReadOrRefused) {
  int read = 0, refused = 0;
  for (const char* name : {"jpeg/baseline_420", "jpeg/progressive", "jpeg/cmyk", "png/palette4_interlaced",
                           "png/rgb8", "webp/lossy_alpha", "webp/animation", "gif/interlaced", "bmp/rle8",
                           "bmp/rgb565", "tiff/rgb_tiff_lzw", "tiff/palette", "pnm/rgb", "pnm/plain_gray"}) {
    const std::string bytes = picture_bytes(name);
    const auto attempt = [&](const std::string& changed) {
      const Failure failure = failure_of([&] { decode_image(changed, name); });
      ++(failure.failed ? refused : read);
      EXPECT_NE(failure.failed && failure.kind == ErrorKind::internal, true) << failure.text;
    };
    for (std::size_t size = 0; size < bytes.size(); ++size) attempt(bytes.substr(0, size));
    for (std::size_t bit = 0; bit < 8 * bytes.size(); bit += 37) {
      std::string changed = bytes;
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ 1 << bit % 8);
      attempt(changed);
    }
  }
  EXPECT_GT(refused, 5000);
  EXPECT_GT(read, 100);
}

}  // namespace
}  // namespace fovea
