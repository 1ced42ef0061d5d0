#include "fovea/kernels/image/fused_change.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "fovea/kernels/image/colour_changes.h"
#include "fovea/kernels/image/filters.h"
#include "fovea/kernels/image/plane_changes.h"
#include "fovea/kernels/image/size_changes.h"
#include "fovea/kernels/image/tone_changes.h"

namespace fovea {
namespace {

constexpr PictureShape shape{9, 12, 3};

std::vector<std::uint8_t> bytes_of(const PictureShape& shape) {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(shape.elements()));
  Random random(4);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random.below(256));
  return bytes;
}

std::vector<float> drawn(const PictureChange& change, const PictureShape& shape, std::uint64_t key) {
  std::vector<float> numbers(static_cast<std::size_t>(change.count(shape)));
  PictureDraws draws(key, 0);
  change.draw(draws, shape, numbers);
  return numbers;
}

template <class Change, class Pixel>
std::vector<float> applied(const Change& change, const std::vector<Pixel>& picture, const std::vector<float>& numbers,
                           const PictureShape& shape) {
  std::vector<float> out(static_cast<std::size_t>(change.output(shape).elements()), -1.f);
  std::vector<float> scratch(static_cast<std::size_t>(change.scratch_floats(shape)));
  change.apply(picture.data(), out.data(), shape, numbers, scratch.data());
  return out;
}

void expect_near(const std::vector<float>& a, const std::vector<float>& b, float error) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) ASSERT_NEAR(a[i], b[i], error) << i;
}

/// For some draws: the same numbers are drawn, and the same picture comes of them, of bytes too.
void expect_as_sequence(const std::vector<PictureChangePtr>& changes, const PictureShape& shape) {
  const auto sequence = in_sequence(changes);
  const FusedChange fused(changes);
  const auto bytes = bytes_of(shape);
  const std::vector<float> floats(bytes.begin(), bytes.end());
  for (std::uint64_t key = 0; key < 20; ++key) {
    const auto numbers = drawn(*sequence, shape, key);
    ASSERT_EQ(numbers, drawn(fused, shape, key));
    const auto expected = applied(*sequence, floats, numbers, shape);
    expect_near(applied(fused, floats, numbers, shape), expected, 1e-3f);
    expect_near(applied(fused, bytes, numbers, shape), expected, 1e-3f);
  }
}

const PictureChangePtr brighter = brighten({-0.2, 0.2}, byte_range);

}  // namespace

TEST(FusedChange, IsTheSequenceWhereNothingIsInterpolatedTwice) {
  expect_as_sequence({}, shape);
  expect_as_sequence({brighter}, shape);
  expect_as_sequence({flip(true, false), rotate({-180, 180}, {}), brighter, invert({0.5, 0.5}, byte_range)}, shape);
  expect_as_sequence({turn_grey(0.5), flip(true, true), flip(false, true)}, shape);
  expect_as_sequence({sharpen({0, 1}, byte_range), brighter, crop(5, 6), translate({-0.5, 0.5}, {-0.5, 0.5}, {})},
                     shape);
  expect_as_sequence({zoom({0.8, 1.2}, {}, {}), brighter, zoom({0.8, 1.2}, {}, {}), turn_hue({0, 1}, byte_range)},
                     shape);
  expect_as_sequence({rotate({-180, 180}, {}), shear({0, 0.3}, {0, 0.3}, {.mode = FillMode::wrap})}, shape);
}

TEST(FusedChange, TakesPicturesOfAnySize) {
  for (const PictureShape& size : {PictureShape{1, 1, 3}, {1, 7, 3}, {5, 1, 4}, {2, 2, 3}, {3, 300, 3}, {4, 4, 2}})
    for (const FillMode mode : {FillMode::reflect, FillMode::wrap, FillMode::constant, FillMode::nearest})
      for (const bool bilinear : {false, true})
        expect_as_sequence({rotate({-180, 180}, {mode, 5, bilinear}), brighter}, size);
}

/// Moves by whole pixels lose nothing, so that their one map is what they give one after the other.
TEST(FusedChange, MakesOneMapOfMoves) {
  const WarpStyle black{.mode = FillMode::constant};
  const std::vector<PictureChangePtr> moves{flip(true, false), translate({0, 0.5}, {0, 0.5}, black),
                                            rotate({90, 90}, black), flip(false, true)};
  const PictureShape square{9, 9, 3};
  const auto sequence = in_sequence(moves);
  const FusedChange fused(moves);
  const auto bytes = bytes_of(square);
  const std::vector<float> floats(bytes.begin(), bytes.end());
  const std::vector<float> numbers{1, 2, -3, 90, 1};
  expect_near(applied(fused, floats, numbers, square), applied(*sequence, floats, numbers, square), 1e-3f);
}

TEST(FusedChange, NamesWhatIsDrawnByPosition) {
  const auto fields = FusedChange({flip(true, true), translate({0, 1}, {0, 1}, {})}).parameters(shape);
  ASSERT_EQ(fields.size(), 2u);
  EXPECT_EQ(fields[0].name, "0.flips");
  EXPECT_EQ(fields[1].name, "1.translations");
  EXPECT_EQ(fields[1].count, 2);
}

TEST(PlaneMap, ComposesInTheOrderOfTheMoves) {
  const PlaneMap turn{0, -1, 3, 1, 0, 0, 0, 0}, shift{1, 0, -2, 0, 1, 5, 0, 0};
  EXPECT_EQ(compose(turn, shift), (PlaneMap{0, -1, -2, 1, 0, -2, 0, 0}));
  EXPECT_EQ(compose(unmoved, turn), turn);
}

}  // namespace fovea
