#include "fovea/kernels/image/resize.h"

#include <gtest/gtest.h>

namespace fovea {
namespace {

void expect_tap(const Tap& tap, std::int64_t first, std::int64_t second, float weight) {
  EXPECT_EQ(tap.first, first);
  EXPECT_EQ(tap.second, second);
  EXPECT_FLOAT_EQ(tap.weight, weight);
}

// Numbers computed by hand from half-pixel centres; pixels_test.cpp compares whole pictures with TensorFlow's.
TEST(BilinearTap, LiesBetweenCentresOfPixels) {
  expect_tap(bilinear_tap(0, 4, 2), 0, 1, 0.5f);
  expect_tap(bilinear_tap(1, 4, 2), 2, 3, 0.5f);
  expect_tap(bilinear_tap(1, 2, 5), 0, 1, 0.1f);
  expect_tap(bilinear_tap(2, 6, 3), 4, 5, 0.5f);
}

TEST(BilinearTap, RepeatsTheOuterPixels) {
  expect_tap(bilinear_tap(0, 2, 5), 0, 0, 0.7f);
  expect_tap(bilinear_tap(4, 2, 5), 1, 1, 0.3f);
  expect_tap(bilinear_tap(0, 1, 3), 0, 0, 2.f / 3);
}

TEST(BilinearTap, LeavesALineOfTheSameLengthAlone) {
  for (std::int64_t i = 0; i < 1000; ++i) {
    const Tap tap = bilinear_tap(i, 1000, 1000);
    EXPECT_EQ(tap.first, i);
    EXPECT_EQ(tap.weight, 0);
  }
}

}  // namespace
}  // namespace fovea
