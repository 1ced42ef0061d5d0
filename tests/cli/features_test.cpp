// What each layer gives, drawn and as numbers, and predictions drawn on their pictures.
#include <algorithm>

#include "fovea/data/images/encode.h"
#include "fovea/data/images/image.h"
#include "tests/cli/program.h"

namespace fovea::cli_test {
namespace {

class FeaturesTest : public ProgramTest {
 protected:
  void SetUp() override { ASSERT_EQ(train("--epochs 1 --out run").status, 0); }

  Image picture(const std::string& name) { return decode_image(content_of(folder_ / name), name); }
};

TEST_F(FeaturesTest, NumbersAreWhatLayersPassOn) {
  const Result all = run("features run tiny.npz:test:5 --output all.npz --json");
  ASSERT_EQ(all.status, 0) << all.err;
  EXPECT_EQ(json(all).at("features").as_list().size(), 4u);
  const auto arrays = read_npz(folder_ / "all.npz");
  ASSERT_EQ(arrays.size(), 4u);
  EXPECT_EQ(arrays[0].first, "conv2d");
  EXPECT_EQ(to_string(arrays[0].second.shape()), "(1, 8, 8, 4)");
  const auto conv = arrays[0].second.values<float>(), pooled = arrays[1].second.values<float>();
  EXPECT_EQ(pooled[0], std::max({conv[0], conv[4], conv[32], conv[36]}));     // the largest of the first 2x2
  EXPECT_TRUE(std::ranges::equal(pooled, arrays[2].second.values<float>()));  // flatten
  ASSERT_EQ(run("predict run tiny.npz:test:5 --output p.npy").status, 0);
  EXPECT_TRUE(std::ranges::equal(arrays[3].second.values<float>(), read_npy(folder_ / "p.npy").values<float>()));
  for (const char* layer : {"1", "-3", "max_pooling2d"}) {
    ASSERT_EQ(run(std::string("features run tiny.npz:test:5 --output one.npy --layer ") + layer).status, 0) << layer;
    EXPECT_TRUE(std::ranges::equal(pooled, read_npy(folder_ / "one.npy").values<float>())) << layer;
  }
}

TEST_F(FeaturesTest, DrawsMapsInAGrid) {
  const Result drawn = run("features run tiny.npz:test:0 --layer 0 --grid 4x1 -o maps.png");
  ASSERT_EQ(drawn.status, 0) << drawn.err;
  EXPECT_NE(drawn.out.find("drew 1 layer in maps.png"), std::string::npos) << drawn.out;
  const Image tall = picture("maps.png");
  ASSERT_EQ(run("features run tiny.npz:test:0 --layer 0 --grid 1x4 --colors gray -o wide.png").status, 0);
  const Image wide = picture("wide.png");
  EXPECT_GT(tall.height, wide.height);
  EXPECT_LT(tall.width, wide.width);
  ASSERT_EQ(run("features run tiny.npz:test:0 tiny.npz:test:1 --layer all -o all.svg").status, 0);
  EXPECT_NE(content_of(folder_ / "all.svg").find("<svg"), std::string::npos);
}

TEST_F(FeaturesTest, PredictionsAreDrawnOnTheirPictures) {
  Image photo(40, 80, 1);
  std::ranges::fill(photo.pixels, std::uint8_t{90});
  write("my.png", encode_png(photo));
  const Result one = run("predict run my.png --picture out.png --top 2");
  ASSERT_EQ(one.status, 0) << one.err;
  const Image drawn = picture("out.png");
  std::int64_t of_the_photo = 0;
  for (std::size_t i = 0; i < drawn.pixels.size(); i += 3)
    of_the_photo += drawn.pixels[i] == 90 && drawn.pixels[i + 1] == 90 && drawn.pixels[i + 2] == 90;
  EXPECT_NEAR(static_cast<double>(of_the_photo), 400 * 200, 100);  // five times as large; letters have grays too
  const Result many = run("predict run tiny.npz --split train --picture many.png");
  ASSERT_EQ(many.status, 0) << many.err;
  EXPECT_NE(many.out.find("drew the first 60 of 240 pictures"), std::string::npos);
}

TEST_F(FeaturesTest, RefusesWhatCannotBeDrawn) {
  expect_refused(run("features run tiny.npz:test:0"), 2, {"-o FILE.png", "--output FILE.npy"});
  expect_refused(run("features run tiny.npz -o a.png"), 2, {"60 samples", "mnist:test:8"});
  expect_refused(run("features run tiny.npz:test:0 -o a.bmp"), 2, {".png, .jpg, .svg or .pdf", ".bmp"});
  expect_refused(run("features run tiny.npz:test:0 -o a.png --layer conv2"), 2, {"conv2", "conv2d"});
  expect_refused(run("features run tiny.npz:test:0 -o a.png --layer 9"), 2, {"4 layers", "9"});
  expect_refused(run("features run tiny.npz:test:0 -o a.png --grid 3"), 2, {"--grid", "3x2"});
  expect_refused(run("features run tiny.npz:test:0 --output a.npy"), 2, {".npz"});
  EXPECT_FALSE(fs::exists(folder_ / "a.png"));
  EXPECT_FALSE(fs::exists(folder_ / "a.npy"));
}

}  // namespace
}  // namespace fovea::cli_test
