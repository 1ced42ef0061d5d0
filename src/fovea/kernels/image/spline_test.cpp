#include "fovea/kernels/image/spline.h"

#include <gtest/gtest.h>

#include <numeric>

#include "fovea/base/golden_test_support.h"
#include "fovea/base/test_support.h"

namespace fovea {
namespace {

SplineEdge mode_of(const std::string& name) {
  return name == "grid-wrap" ? SplineEdge::grid_wrap : spline_edge_named(name, "test");
}

std::vector<float> mapped(const std::vector<float>& picture, std::int64_t rows, std::int64_t columns,
                          std::int64_t channels, const PixelMap& map, const SplineSampling& sampling) {
  std::vector<float> output(picture.size(), -1000.0f);
  affine_spline(picture.data(), rows, columns, channels, map, sampling, output.data());
  return output;
}

TEST(AffineSpline, FollowsScipyAtEveryOrderAndEdge) {
  const std::string path = std::string(FOVEA_SOURCE_DIR) + "/tests/golden/photos/affine_spline.json";
  const Json document = Json::parse(read_file(path), path);
  const Array picture = golden_array(document.at("picture"));
  const std::vector<float> pixels(picture.values<float>().begin(), picture.values<float>().end());
  for (const Json& known : document.at("cases").as_list()) {
    PixelMap map{};
    for (std::size_t i = 0; i < map.size(); ++i) map[i] = known.at("map").as_list()[i].as_double();
    const auto output = mapped(pixels, picture.shape()[0], picture.shape()[1], picture.shape()[2], map,
                               {.order = static_cast<int>(known.at("order").as_int()),
                                .edge = mode_of(known.at("mode").as_string()),
                                .cval = document.at("cval").as_double()});
    for (std::size_t i = 0; i < output.size(); ++i)
      EXPECT_NEAR(static_cast<double>(output[i]), known.at("output").as_list()[i].as_double(), 1e-5)
          << known.at("name").as_string() << ", element " << i;
  }
}

TEST(AffineSpline, LeavesPixelsWhereTheyAre) {
  std::vector<float> picture(7 * 4 * 2);
  std::iota(picture.begin(), picture.end(), 1.0f);
  for (const char* mode : {"constant", "nearest", "reflect", "wrap", "grid-wrap"})
    for (int order = 0; order <= 5; ++order) {
      if (order > 1 && mode_of(mode) == SplineEdge::reflect) continue;  // scipy's filter is not exact there
      const auto output = mapped(picture, 7, 4, 2, {1, 0, 0, 0, 1, 0}, {.order = order, .edge = mode_of(mode)});
      for (std::size_t i = 0; i < output.size(); ++i)
        EXPECT_NEAR(output[i], picture[i], 1e-4) << mode << " " << order << ", element " << i;
    }
}

TEST(AffineSpline, ALineOfOnePixelIsThatPixelEverywhere) {
  for (const char* mode : {"nearest", "reflect", "wrap", "grid-wrap"})
    for (int order = 0; order <= 5; ++order)
      EXPECT_NEAR(mapped({3}, 1, 1, 1, {1, 0, 9.5, 0, 1, -4}, {.order = order, .edge = mode_of(mode)})[0], 3, 1e-6)
          << mode << " " << order;
}

TEST(AffineSpline, ARampStaysARampBetweenPixels) {
  std::vector<float> picture(30 * 2);
  for (std::size_t i = 0; i < picture.size(); ++i) picture[i] = i % 2 == 0 ? static_cast<float>(i) / 2 : 7.0f;
  for (int order = 1; order <= 5; ++order)
    for (const double shift : {0.25, 0.5, -0.9999}) {
      const auto output =
          mapped(picture, 30, 1, 2, {1, 0, shift, 0, 1, 0}, {.order = order, .edge = SplineEdge::nearest});
      for (std::size_t r = 14; r < 16; ++r) {  // in the middle: the ends, where the ramp stops, ring
        EXPECT_NEAR(output[2 * r], static_cast<double>(r) + shift, 1e-3) << order;
        EXPECT_NEAR(output[2 * r + 1], 7, 1e-5) << order;
      }
    }
}

TEST(SplineEdge, NamesAreKeras) {
  EXPECT_EQ(spline_edge_named("reflect", "x"), SplineEdge::reflect);
  const std::string text = error_of(ErrorKind::usage, [] { spline_edge_named("mirror", "ImageDataGenerator"); });
  EXPECT_NE(text.find("'mirror'"), std::string::npos) << text;
}

}  // namespace
}  // namespace fovea
