// Which pictures are taken for versions of one.
#include "fovea/data/photos/perceptual_hash.h"

#include "fovea/base/test_support.h"
#include "fovea/data/photos/photo_test_support.h"

namespace fovea {
namespace {

TEST(PerceptualHash, FindsVersionsOfOnePicture) {
  for (int seed = 0; seed < 20; ++seed) {
    const Image picture = spots_picture(seed, 120, 160);
    const PictureLook look = look_of(picture);
    EXPECT_TRUE(look_alike(look, look_of(resized(picture, 60, 80)))) << seed;
    EXPECT_TRUE(look_alike(look, look_of(resized(picture, 200, 300)))) << seed;
    EXPECT_TRUE(look_alike(look, look_of(decode_image(encode_jpeg(picture, 30), "jpeg")))) << seed;
    Image brighter = picture;
    for (std::uint8_t& value : brighter.pixels) value = static_cast<std::uint8_t>(std::min(value + 12, 255));
    EXPECT_TRUE(look_alike(look, look_of(brighter))) << seed;
    Image gray = picture;
    for (std::size_t i = 0; i < gray.pixels.size(); i += 3) gray.pixels[i] = gray.pixels[i + 1] = gray.pixels[i + 2];
    EXPECT_FALSE(look_alike(look, look_of(gray))) << seed;
  }
}

TEST(PerceptualHash, KeepsDifferentPicturesApart) {
  std::vector<PictureLook> looks;
  for (int seed = 0; seed < 35; ++seed) looks.push_back(look_of(spots_picture(seed)));
  for (std::size_t a = 0; a < looks.size(); ++a)
    for (std::size_t b = a + 1; b < looks.size(); ++b) EXPECT_FALSE(look_alike(looks[a], looks[b])) << a << " " << b;
}

TEST(PerceptualHash, GroupsAreThoseOfAllPairs) {
  // Hashes 0 to 12 bits apart, at every place of the 64: what the bands find is what comparing all would.
  std::vector<PictureLook> looks;
  std::uint64_t state = 1;
  const auto next = [&] { return state = state * 6364136223846793005u + 1442695040888963407u; };
  for (int i = 0; i < 200; ++i) {
    PictureLook look;
    next();
    look.hash = next();
    looks.push_back(look);
    for (int flips = static_cast<int>(next() >> 60) % 13; flips > 0; --flips)
      look.hash ^= std::uint64_t{1} << (next() >> 58);
    looks.push_back(look);
  }
  std::vector<const PictureLook*> given;
  for (const PictureLook& look : looks) given.push_back(&look);
  given[7] = nullptr;
  std::vector<std::vector<std::uint32_t>> pairs;
  for (std::uint32_t a = 0; a < given.size(); ++a)
    for (std::uint32_t b = a + 1; b < given.size(); ++b)
      if (given[a] != nullptr && given[b] != nullptr && look_alike(*given[a], *given[b])) pairs.push_back({a, b});
  EXPECT_GT(pairs.size(), 50u);
  EXPECT_LT(pairs.size(), 199u);
  EXPECT_EQ(alike_groups(given), pairs);
}

TEST(PerceptualHash, AThousandCopiesAreOneGroup) {
  const PictureLook look = look_of(spots_picture(3));
  const std::vector<const PictureLook*> copies(1000, &look);
  const auto groups = alike_groups(copies);
  ASSERT_EQ(groups.size(), 1u);
  EXPECT_EQ(groups[0].size(), 1000u);
}

}  // namespace
}  // namespace fovea
