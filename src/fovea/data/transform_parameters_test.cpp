#include "fovea/data/transform_parameters.h"

#include <gtest/gtest.h>

#include <cmath>

#include "fovea/base/test_support.h"

namespace fovea {
namespace {

struct Place {
  double row, column;
};

Place mapped(const PixelMatrix& m, Place p) {
  return {m[0] * p.row + m[1] * p.column + m[2], m[3] * p.row + m[4] * p.column + m[5]};
}

void expect_place(Place received, Place expected) {
  EXPECT_NEAR(received.row, expected.row, 1e-12);
  EXPECT_NEAR(received.column, expected.column, 1e-12);
}

TEST(TransformParameters, GoThroughJsonUnderKerasNames) {
  const TransformParameters drawn{.theta = 3.5,
                                  .tx = -2,
                                  .ty = 1,
                                  .shear = 4,
                                  .zx = 0.9,
                                  .zy = 1.1,
                                  .flip_horizontal = true,
                                  .channel_shift_intensity = -3.25};
  const Json json = to_json(drawn);
  EXPECT_EQ(json.dump(), R"({"theta":3.5,"tx":-2.0,"ty":1.0,"shear":4.0,"zx":0.9,"zy":1.1,"flip_horizontal":true,)"
                         R"("flip_vertical":false,"channel_shift_intensity":-3.25,"brightness":null})");
  TransformParameters read;
  from_json(Json::parse(json.dump(), "test"), read);
  EXPECT_EQ(to_json(read), json);
}

TEST(TransformParameters, TakeKerasTruthValuesAndRefuseOtherKeys) {
  TransformParameters read{.theta = 9};
  from_json(Json::parse(R"({"flip_horizontal": 1, "flip_vertical": 0})", "test"), read);
  EXPECT_TRUE(read.flip_horizontal);
  EXPECT_FALSE(read.flip_vertical);
  EXPECT_EQ(read.theta, 0);
  const std::string text =
      error_of(ErrorKind::usage, [&] { from_json(Json::parse(R"({"tetha": 1})", "test"), read); });
  EXPECT_NE(text.find("'theta'"), std::string::npos) << text;
  error_of(ErrorKind::format, [&] { from_json(Json::parse(R"({"flip_vertical": 2})", "test"), read); });
}

TEST(CorrectedMatrix, ShiftsMoveAlongTheSideTheyAreNamedFor) {
  expect_place(mapped(corrected_matrix({.tx = 3}, 20, 10), {5, 4}), {8, 4});
  expect_place(mapped(corrected_matrix({.ty = 3}, 20, 10), {5, 4}), {5, 7});
  expect_place(mapped(keras_matrix({.tx = 3}, 20, 10), {5, 4}), {5, 7});
  expect_place(mapped(keras_matrix({.ty = 3}, 20, 10), {5, 4}), {8, 4});
}

TEST(CorrectedMatrix, TurnsAndZoomsAboutTheCentre) {
  const Place centre{9.5, 4.5};
  for (const TransformParameters& p :
       {TransformParameters{.theta = 33}, TransformParameters{.shear = 20}, TransformParameters{.zx = 0.5, .zy = 2}})
    expect_place(mapped(corrected_matrix(p, 20, 10), centre), centre);
  // Keras' centre has its coordinates swapped; on a square there is no difference.
  expect_place(mapped(keras_matrix({.theta = 33}, 20, 10), {4.5, 9.5}), {4.5, 9.5});
  const TransformParameters p{.theta = 12, .shear = 5, .zx = 0.8, .zy = 1.2};
  EXPECT_EQ(keras_matrix(p, 8, 8), corrected_matrix(p, 8, 8));
}

TEST(CorrectedMatrix, ZoomsTheNamedSide) {
  expect_place(mapped(corrected_matrix({.zx = 0.5}, 9, 9), {8, 8}), {8, 6});
  expect_place(mapped(corrected_matrix({.zy = 0.5}, 9, 9), {8, 8}), {6, 8});
}

TEST(CorrectedMatrix, FlipsLast) {
  expect_place(mapped(corrected_matrix({.flip_horizontal = true}, 4, 6), {1, 0}), {1, 5});
  expect_place(mapped(corrected_matrix({.flip_vertical = true}, 4, 6), {0, 2}), {3, 2});
  // A flipped picture shows what the shifted one showed, mirrored.
  expect_place(mapped(corrected_matrix({.ty = 2, .flip_horizontal = true}, 4, 6), {1, 5}), {1, 2});
}

TEST(CorrectedMatrix, NothingDrawnIsTheIdentity) {
  EXPECT_EQ(corrected_matrix({}, 5, 7), identity_matrix);
  EXPECT_EQ(keras_matrix({.flip_horizontal = true, .brightness = 2}, 5, 7), identity_matrix);
}

}  // namespace
}  // namespace fovea
