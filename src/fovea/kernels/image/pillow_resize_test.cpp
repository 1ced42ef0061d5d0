#include "fovea/kernels/image/pillow_resize.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "fovea/base/golden_test_support.h"
#include "fovea/kernels/image/pillow_lines.h"
#include "fovea/kernels/image/pillow_rows.h"

namespace fovea {
namespace {

/// The bytes of tests/golden/pictures.py.
std::vector<std::uint8_t> pattern(std::int64_t count) {
  std::vector<std::uint8_t> bytes;
  for (std::int64_t i = 0; i < count; ++i) bytes.push_back(static_cast<std::uint8_t>((i * i * 7 + i * 13) / 5 % 256));
  return bytes;
}

std::int64_t crc32(const std::vector<std::uint8_t>& bytes) {
  std::uint32_t sum = ~0u;
  for (const std::uint8_t byte : bytes) {
    sum ^= byte;
    for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ (sum & 1 ? 0xedb88320u : 0);
  }
  return ~sum;
}

std::vector<std::uint8_t> resized(const std::vector<std::uint8_t>& pixels, std::int64_t height, std::int64_t width,
                                  std::int64_t channels, PillowFilter filter, std::int64_t to_height,
                                  std::int64_t to_width) {
  std::vector<std::uint8_t> result(static_cast<std::size_t>(to_height * to_width * channels));
  pillow_resize({pixels.data(), height, width}, {0, 0, width, height}, channels, filter,
                {result.data(), to_height, to_width});
  return result;
}

std::int64_t number(const Json& list, std::size_t i) { return list.as_list()[i].as_int(); }

TEST(PillowResize, IsPillowsBitForBit) {
  int compared = 0;
  for (const Json& row : golden_cases(FOVEA_SOURCE_DIR, "images.json", "resizes")) {
    const Json &from = row.at("from"), &to = row.at("to"), &box = row.at("box");
    const std::int64_t channels = row.at("channels").as_int();
    const std::vector<std::uint8_t> pixels = pattern(number(from, 0) * number(from, 1) * channels);
    std::vector<std::uint8_t> result(static_cast<std::size_t>(number(to, 0) * number(to, 1) * channels));
    pillow_resize({pixels.data(), number(from, 0), number(from, 1)},
                  {number(box, 0), number(box, 1), number(box, 2), number(box, 3)}, channels,
                  pillow_filter_named(row.at("filter").as_string()), {result.data(), number(to, 0), number(to, 1)});
    EXPECT_EQ(crc32(result), row.at("crc").as_int()) << row.dump();
    ++compared;
  }
  EXPECT_EQ(compared, 126);
}

TEST(PillowResize, AveragesWhenItShrinks) {
  EXPECT_EQ(resized({10, 20, 30, 50}, 1, 4, 1, PillowFilter::box, 1, 2), (std::vector<std::uint8_t>{15, 40}));
  EXPECT_EQ(resized({10, 20, 30, 50}, 2, 2, 1, PillowFilter::box, 1, 1), (std::vector<std::uint8_t>{28}));
}

TEST(PillowResize, NearestTakesThePixelUnderTheCentre) {
  EXPECT_EQ(resized({1, 2, 3, 4, 5}, 1, 5, 1, PillowFilter::nearest, 1, 2), (std::vector<std::uint8_t>{2, 4}));
  EXPECT_EQ(resized({1, 2}, 1, 2, 1, PillowFilter::nearest, 1, 5), (std::vector<std::uint8_t>{1, 1, 2, 2, 2}));
}

TEST(PillowResize, KeepsAConstantPicture) {
  for (const auto filter : {PillowFilter::nearest, PillowFilter::box, PillowFilter::bilinear, PillowFilter::hamming,
                            PillowFilter::bicubic, PillowFilter::lanczos})
    for (const std::int64_t channels : {1, 2, 3, 4})
      EXPECT_EQ(resized(std::vector<std::uint8_t>(static_cast<std::size_t>(17 * 23 * channels), 255), 17, 23,
                        channels, filter, 9, 31),
                std::vector<std::uint8_t>(static_cast<std::size_t>(9 * 31 * channels), 255));
}

TEST(PillowResize, ColoursThatAreTransparentDoNotShow) {
  const std::vector<std::uint8_t> red_and_nothing{200, 0, 0, 255, 0, 255, 0, 0};
  EXPECT_EQ(resized(red_and_nothing, 1, 2, 4, PillowFilter::box, 1, 1), (std::vector<std::uint8_t>{199, 0, 0, 128}));
}

TEST(PillowRows, AreTheSameHoweverManyComeAtOnce) {
  constexpr std::int64_t height = 83, width = 61, channels = 3;
  const std::vector<std::uint8_t> pixels = pattern(height * width * channels);
  for (const PixelBox& box : {PixelBox{0, 0, width, height}, PixelBox{5, 19, 60, 70}})
    for (const auto filter : {PillowFilter::box, PillowFilter::bilinear, PillowFilter::lanczos})
      for (const auto& [to_height, to_width] : {std::pair<std::int64_t, std::int64_t>{40, 30}, {90, 20}, {120, 9}})
        for (const std::int64_t at_once : {1, 7, 16, 32}) {
          std::vector<std::uint8_t> whole(static_cast<std::size_t>(to_height * to_width * channels)),
              bit_by_bit(whole.size());
          pillow_resize({pixels.data(), height, width}, box, channels, filter, {whole.data(), to_height, to_width});
          PillowRows rows(height, width, box, channels, filter, {bit_by_bit.data(), to_height, to_width});
          for (std::int64_t y = 0; y < height; y += at_once)
            rows.add(pixels.data() + y * width * channels, std::min(at_once, height - y));
          EXPECT_EQ(bit_by_bit, whole) << to_height << "x" << to_width << ", " << at_once << " rows at once";
        }
}

TEST(FixedSampling, WeightsAddUpToOne) {
  for (const auto filter : {PillowFilter::box, PillowFilter::bilinear, PillowFilter::hamming, PillowFilter::bicubic,
                            PillowFilter::lanczos})
    for (const std::int64_t to : {1, 7, 100, 333}) {
      const FixedSampling table = fixed_sampling(filter, 100, 10, 90, to);
      ASSERT_EQ(table.outputs(), to);
      for (std::int64_t o = 0; o < to; ++o) {
        std::int64_t sum = 0;
        for (std::int64_t k = 0; k < table.taps; ++k)
          sum += table.weights[static_cast<std::size_t>(o * table.taps + k)];
        EXPECT_NEAR(static_cast<double>(sum), 1 << fixed_sampling_bits, static_cast<double>(table.taps));
        EXPECT_GE(table.first[static_cast<std::size_t>(o)], 0);
        EXPECT_LE(table.first[static_cast<std::size_t>(o)] + table.count[static_cast<std::size_t>(o)], 100);
      }
    }
}

/// A row through a table, byte by byte.
std::vector<std::uint8_t> plainly_sampled(const std::uint8_t* row, std::int64_t channels,
                                          const FixedSampling& table) {
  std::vector<std::uint8_t> result;
  for (std::int64_t o = 0; o < table.outputs(); ++o)
    for (std::int64_t c = 0; c < channels; ++c) {
      std::int64_t sum = 1 << (fixed_sampling_bits - 1);
      for (std::int64_t k = 0; k < table.count[static_cast<std::size_t>(o)]; ++k)
        sum += std::int64_t{table.weights[static_cast<std::size_t>(o * table.taps + k)]} *
               row[(table.first[static_cast<std::size_t>(o)] + k) * channels + c];
      result.push_back(static_cast<std::uint8_t>(std::clamp<std::int64_t>(sum >> fixed_sampling_bits, 0, 255)));
    }
  return result;
}

TEST(SampleColumns, AreSumsOfPixels) {
  for (const std::int64_t channels : {1, 2, 3, 4})
    for (const auto filter : {PillowFilter::bilinear, PillowFilter::lanczos})
      for (const auto& [width, to_width] : {std::pair<std::int64_t, std::int64_t>{16, 16},
                                            {37, 23},
                                            {40, 133},
                                            {129, 40},
                                            {131, 130},
                                            {200, 61},
                                            {300, 17},
                                            {450, 150},
                                            {1000, 170}}) {
        constexpr std::int64_t rows = 16 + 16 + 7;
        const std::int64_t line = width * channels, to_line = to_width * channels;
        SCOPED_TRACE(std::to_string(width) + " to " + std::to_string(to_width) + ", " + std::to_string(channels));
        const auto pixels = pattern(rows * line);
        // Pixels before and behind the part count where a filter reaches out of it.
        const ColumnSampling columns(fixed_sampling(filter, width, 1, width - 2, to_width), width, channels);
        std::vector<std::uint8_t> together(static_cast<std::size_t>(rows * to_line)), single(together.size()), plain;
        native::sample_columns(pixels.data(), rows, columns, together.data());
        for (std::int64_t y = 0; y < rows; ++y) {
          native::sample_columns(pixels.data() + y * line, 1, columns, single.data() + y * to_line);
          for (const std::uint8_t byte : plainly_sampled(pixels.data() + y * line, channels, columns.table))
            plain.push_back(byte);
        }
        EXPECT_EQ(together, plain);
        EXPECT_EQ(single, plain);
      }
}

TEST(PillowFilterNamed, KnowsKerasNames) {
  EXPECT_EQ(pillow_filter_named("lanczos"), PillowFilter::lanczos);
  EXPECT_ANY_THROW(pillow_filter_named("area"));
}

}  // namespace
}  // namespace fovea
