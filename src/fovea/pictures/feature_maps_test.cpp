#include "fovea/pictures/feature_maps.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "fovea/base/error.h"

namespace fovea {
namespace {

using Colour = std::array<int, 3>;
constexpr Colour lowest{0x44, 0x01, 0x54}, highest{0xfd, 0xe7, 0x25}, white{255, 255, 255};

Colour at(const Image& image, std::int64_t x, std::int64_t y) {
  const std::uint8_t* pixel = image.row(y) + x * 3;
  return {pixel[0], pixel[1], pixel[2]};
}

Image drawn(const std::vector<LayerMaps>& layers, const FeatureMapsOptions& options = {}) {
  return decode_image(draw_feature_maps(layers, options).encoded(".png"), "maps");
}

Array counted(const Shape& shape) {
  Array array(shape);
  float next = 0;
  for (float& value : array.values<float>()) value = next++;
  return array;
}

TEST(ColourMapTest, GoesFromTheSmallestToTheLargest) {
  const std::array<float, 4> values{-1, 3, 1, std::numeric_limits<float>::quiet_NaN()};
  const Image picture = coloured(values.data(), 2, 2, 1, ColourMap::viridis);
  EXPECT_EQ(at(picture, 0, 0), lowest);
  EXPECT_EQ(at(picture, 1, 0), highest);
  EXPECT_EQ(at(picture, 0, 1), (Colour{35, 144, 140}));  // between 26828e and 1f9e89
  EXPECT_EQ(at(picture, 1, 1), (Colour{255, 0, 0}));
  const Image gray = coloured(values.data(), 1, 2, 1, colour_map_named("gray"));
  EXPECT_EQ(at(gray, 0, 0), (Colour{0, 0, 0}));
  EXPECT_EQ(at(gray, 1, 0), white);
  EXPECT_THROW(colour_map_named("jet"), Error);
}

TEST(ColourMapTest, ReadsOneMapOfSeveral) {
  const Array maps = counted({1, 3, 2});  // second map: 1, 3, 5
  const Image picture = coloured(maps.values<float>().data() + 1, 1, 3, 2, ColourMap::gray);
  EXPECT_EQ(at(picture, 1, 0), (Colour{128, 128, 128}));
}

/// The coloured part: from the first to the last pixel that is not paper, per axis, below the title.
struct Extent {
  std::int64_t width = 0, height = 0;
};
Extent cells(const Image& image, std::int64_t title) {
  std::int64_t left = image.width, right = -1, top = image.height, bottom = -1;
  for (std::int64_t y = title; y < image.height; ++y)
    for (std::int64_t x = 0; x < image.width; ++x)
      if (at(image, x, y) != white) {
        left = std::min(left, x), right = std::max(right, x);
        top = std::min(top, y), bottom = std::max(bottom, y);
      }
  return {right - left + 1, bottom - top + 1};
}

TEST(FeatureMapsTest, LieInTheGridThatIsAskedFor) {
  // 6 maps of 28x28, enlarged 3 times where small ones are asked for by their number, with 4 px between them.
  const LayerMaps layer{"conv2d (28, 28, 6)", counted({28, 28, 6})};
  const Extent three_by_two = cells(drawn({layer}, {.rows = 3, .columns = 2}), 42);
  EXPECT_EQ(three_by_two.width, 2 * 84 + 4);
  EXPECT_EQ(three_by_two.height, 3 * 84 + 2 * 4);
  const Extent free = cells(drawn({layer}), 42);
  EXPECT_EQ(free.width, 6 * 84 + 5 * 4);
  EXPECT_EQ(free.height, 84);
  const Extent first = cells(drawn({layer}, {.most = 1}), 42);
  EXPECT_EQ(first.width, 224);  // alone it may be larger: 8 times
}

TEST(FeatureMapsTest, EveryRankHasAForm) {
  const Image line = drawn({{"conv1d (50, 3)", counted({50, 3})}});
  EXPECT_GT(cells(line, 42).width, 100);
  const Extent strip = cells(drawn({{"flatten (100,)", counted({100})}}), 42);
  EXPECT_EQ(strip.width % 64, 0);
  const Extent one = cells(drawn({{"dense (1,)", counted({1})}}), 42);
  EXPECT_EQ(one.width, 24);
  EXPECT_EQ(one.height, 24);
}

TEST(FeatureMapsTest, RefusesWhatHasNoPlace) {
  EXPECT_THROW(draw_feature_maps({}), Error);
  try {
    draw_feature_maps({{"conv3d (2, 2, 2, 1)", counted({2, 2, 2, 1})}});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_NE(std::string(error.what()).find("conv3d"), std::string::npos);
  }
}

}  // namespace
}  // namespace fovea
