#include "fovea/kernels/image/tf_resize.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "fovea/base/golden_test_support.h"
#include "fovea/kernels/image/tf_rows.h"

namespace fovea {
namespace {

/// The bytes of tests/golden/pictures.py.
std::vector<std::uint8_t> pattern(std::int64_t count) {
  std::vector<std::uint8_t> bytes;
  for (std::int64_t i = 0; i < count; ++i) bytes.push_back(static_cast<std::uint8_t>((i * i * 7 + i * 13) / 5 % 256));
  return bytes;
}

TEST(TfResize, IsTensorFlows) {
  for (const Json& row : golden_cases(FOVEA_SOURCE_DIR, "images.json", "tf_resizes")) {
    const std::string method = row.at("method").as_string();
    const std::int64_t height = row.at("from").as_list()[0].as_int(), width = row.at("from").as_list()[1].as_int();
    const Array expected = golden_array(row.at("result"));
    const Shape& shape = expected.shape();
    SCOPED_TRACE(method + " to " + to_string(shape));
    const std::vector<std::uint8_t> pixels = pattern(height * width * shape[2]);
    Array result(shape);
    tf_resize(pixels.data(), height, width, shape[2], tf_resize_named(method), result.values<float>().data(),
              shape[0], shape[1]);
    const bool exact = method == "nearest" || method == "bilinear";
    expect_close(result, expected, exact ? 0 : 1e-5, exact ? 0 : 1e-4);
  }
}

TEST(TfResize, LeavesAPictureOfTheSizeAsItIs) {
  const std::vector<std::uint8_t> pixels = pattern(6);
  std::vector<float> result(6);
  tf_resize(pixels.data(), 1, 2, 3, TfResize::bicubic, result.data(), 1, 2);
  EXPECT_EQ(result, std::vector<float>(pixels.begin(), pixels.end()));
}

TEST(TfResize, TakesAnyNumberOfChannels) {
  const std::vector<std::uint8_t> pixels{0, 10, 20, 30, 40, 100, 110, 120, 130, 140};
  std::vector<float> result(15);
  tf_resize(pixels.data(), 1, 2, 5, TfResize::bilinear, result.data(), 1, 3);
  EXPECT_EQ((std::vector<float>(result.begin() + 5, result.begin() + 10)), (std::vector<float>{50, 60, 70, 80, 90}));
}

/// tf.image.resize, pixel by pixel.
std::vector<float> bilinear(const std::vector<std::uint8_t>& pixels, const Shape& from, const Shape& to) {
  std::vector<float> result;
  for (std::int64_t y = 0; y < to[0]; ++y)
    for (std::int64_t x = 0; x < to[1]; ++x)
      for (std::int64_t c = 0; c < to[2]; ++c) {
        const Tap row = bilinear_tap(y, from[0], to[0]), column = bilinear_tap(x, from[1], to[1]);
        const auto pixel = [&](std::int64_t v, std::int64_t u) -> float {
          return pixels[static_cast<std::size_t>((v * from[1] + u) * to[2] + c)];
        };
        result.push_back(
            interpolate(interpolate(pixel(row.first, column.first), pixel(row.first, column.second), column.weight),
                        interpolate(pixel(row.second, column.first), pixel(row.second, column.second), column.weight),
                        row.weight));
      }
  return result;
}

TEST(TfResize, IsTheSameAtAnyWidth) {
  for (const std::int64_t channels : {1, 3, 4, 5})
    for (std::int64_t width = 1; width < 24; ++width)
      for (std::int64_t to = 1; to < 24; ++to) {
        const Shape from{3, width, channels}, wanted{2, to, channels};
        SCOPED_TRACE(to_string(from) + " to " + to_string(wanted));
        const std::vector<std::uint8_t> pixels = pattern(from.count());
        std::vector<float> result(static_cast<std::size_t>(wanted.count()));
        tf_resize(pixels.data(), 3, width, channels, TfResize::bilinear, result.data(), 2, to);
        EXPECT_EQ(result, bilinear(pixels, from, wanted));
      }
}

TEST(TfRows, AreTheSameHoweverManyComeAtOnce) {
  for (const std::int64_t height : {1, 2, 9, 50})
    for (const std::int64_t to_height : {1, 3, 9, 17, 120})
      for (const std::int64_t at_once : {1, 3, 32}) {
        const Shape from{height, 10, 3}, to{to_height, 7, 3};
        const std::vector<std::uint8_t> pixels = pattern(from.count());
        std::vector<float> result(static_cast<std::size_t>(to.count()));
        TfRows rows(height, 10, 3, result.data(), to_height, 7);
        for (std::int64_t y = 0; y < height; y += at_once) {
          const std::int64_t count = std::min(at_once, height - y);
          const std::vector<std::uint8_t> some(pixels.begin() + y * 30, pixels.begin() + (y + count) * 30);
          rows.add(some.data(), count);
        }
        EXPECT_EQ(result, bilinear(pixels, from, to))
            << height << " to " << to_height << ", " << at_once << " at once";
      }
}

TEST(TfResizeNamed, KnowsTensorFlowsNames) {
  EXPECT_EQ(tf_resize_named("area"), TfResize::area);
  EXPECT_ANY_THROW(tf_resize_named("box"));
}

}  // namespace
}  // namespace fovea
