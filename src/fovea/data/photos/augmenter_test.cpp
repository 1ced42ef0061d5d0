// Pictures changed on their way into a batch: by ImageDataGenerator and by the changes of layers.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "fovea/base/test_support.h"
#include "fovea/data/photos/change_augmenter.h"
#include "fovea/data/photos/generator_augmenter.h"
#include "fovea/data/photos/keras_flow.h"
#include "fovea/kernels/image/colour_changes.h"
#include "fovea/kernels/image/histograms.h"
#include "fovea/kernels/image/plane_changes.h"
#include "fovea/kernels/image/size_changes.h"

namespace fovea {
namespace {

/// Pictures with soft and hard edges and some grain, as photos have them.
Array photos(std::int64_t count, std::int64_t height, std::int64_t width) {
  Array array({count, height, width, 3}, DType::u8);
  Random random(8);
  std::uint8_t* pixel = array.values<std::uint8_t>().data();
  for (std::int64_t i = 0; i < count; ++i)
    for (std::int64_t y = 0; y < height; ++y)
      for (std::int64_t x = 0; x < width; ++x)
        for (int c = 0; c < 3; ++c) {
          const double wave =
              100 + 60 * std::sin(0.3 * static_cast<double>(x + i)) * std::cos(0.2 * static_cast<double>(y));
          const double edge = (x - 10) * (x - 10) + (y - 8) * (y - 8) < 40 + 9 * c ? 60 : 0;
          *pixel++ = static_cast<std::uint8_t>(wave + edge + static_cast<double>(random.below(20)));
        }
  return array;
}

std::vector<float> applied(const PhotoAugmenter& augmenter, const PictureRows& pictures, const PhotoMoment& moment) {
  std::vector<std::byte> pixels(pictures.row_bytes());
  pictures.read(static_cast<std::size_t>(moment.row), pixels.data());
  std::vector<float> changed(static_cast<std::size_t>(pictures.shape().count()), -1000.0f);
  augmenter.apply(pixels.data(), changed.data(), pictures, moment);
  return changed;
}

/// With the numbers that `drawn` tells.
std::vector<float> imposed(const DrawnAugmenter& augmenter, const PictureRows& pictures, std::size_t row,
                           const Json& numbers) {
  std::vector<std::byte> pixels(pictures.row_bytes());
  pictures.read(row, pixels.data());
  std::vector<float> changed(static_cast<std::size_t>(pictures.shape().count()), -1000.0f);
  augmenter.impose(pixels.data(), changed.data(), pictures, numbers);
  return changed;
}

void expect_near(const std::vector<float>& received, std::span<const float> expected, float error) {
  ASSERT_EQ(received.size(), expected.size());
  for (std::size_t i = 0; i < received.size(); ++i) ASSERT_NEAR(received[i], expected[i], error) << "number " << i;
}

TEST(GeneratorAugmenter, IsTheGeneratorsTransform) {
  const Array pictures = photos(6, 37, 29);
  for (const Array& array : {pictures, pictures.cast(DType::f32)}) {
    const ArrayRows rows(array, "photos");
    for (const char* fill : {"nearest", "reflect", "constant", "wrap"})
      for (const std::int64_t order : {0, 1, 3}) {
        const GeneratorAugmenter augmenter(ImageDataGenerator({.rotation_range = 40,
                                                               .width_shift_range = 0.4,
                                                               .height_shift_range = 0.4,
                                                               .brightness_range = {0.5, 1.5},
                                                               .shear_range = 20,
                                                               .zoom_range = 0.4,
                                                               .channel_shift_range = 40,
                                                               .fill_mode = fill,
                                                               .cval = 17,
                                                               .horizontal_flip = true,
                                                               .vertical_flip = true,
                                                               .interpolation_order = order}));
        for (std::int64_t row = 0; row < 6; ++row) {
          SCOPED_TRACE(std::string(fill) + " " + std::to_string(order) + ", row " + std::to_string(row));
          const PhotoMoment moment{.seed = 3, .pass = 1, .row = row};
          TransformParameters drawn;
          from_json(augmenter.drawn(rows, moment), drawn);
          const Array expected =
              augmenter.generator().apply_transform(array.slice(row, 1).reshaped(rows.shape()), drawn);
          const auto received = applied(augmenter, rows, moment);
          expect_near(received, expected.values<float>(), 1.0f);
          EXPECT_EQ(received, imposed(augmenter, rows, static_cast<std::size_t>(row), augmenter.drawn(rows, moment)));
        }
      }
  }
}

TEST(GeneratorAugmenter, FlipsAreExact) {
  const ArrayRows rows(photos(1, 8, 11), "photos");
  const GeneratorAugmenter augmenter{ImageDataGenerator()};
  const auto as_it_is = imposed(augmenter, rows, 0, Json::object());
  const auto mirrored = imposed(augmenter, rows, 0, Json(Json::Object{{"flip_horizontal", true}}));
  const auto turned = imposed(augmenter, rows, 0, Json(Json::Object{{"flip_horizontal", 1}, {"flip_vertical", 1}}));
  for (std::size_t y = 0; y < 8; ++y)
    for (std::size_t x = 0; x < 11; ++x)
      for (std::size_t c = 0; c < 3; ++c) {
        EXPECT_EQ(mirrored[(y * 11 + x) * 3 + c], as_it_is[(y * 11 + 10 - x) * 3 + c]);
        EXPECT_EQ(turned[(y * 11 + x) * 3 + c], as_it_is[((7 - y) * 11 + 10 - x) * 3 + c]);
      }
}

TEST(GeneratorAugmenter, DrawsByTheMoment) {
  const ArrayRows rows(photos(1, 8, 11), "photos");
  const GeneratorAugmenter augmenter(ImageDataGenerator({.rotation_range = 40}));
  const auto angle = [&](const PhotoMoment& moment) { return augmenter.drawn(rows, moment).at("theta").as_double(); };
  std::vector<double> angles;
  for (std::uint64_t seed = 0; seed < 3; ++seed)
    for (std::int64_t pass = 0; pass < 3; ++pass)
      for (std::int64_t row = 0; row < 100; ++row) angles.push_back(angle({seed, pass, row}));
  EXPECT_EQ(angles[101], angle({0, 1, 1}));
  double sum = 0;
  for (const double each : angles) sum += each;
  EXPECT_NEAR(sum / static_cast<double>(angles.size()), 0, 3);
  std::ranges::sort(angles);
  EXPECT_EQ(std::ranges::adjacent_find(angles), angles.end());
  EXPECT_LT(angles.front(), -38);
  EXPECT_GT(angles.back(), 38);
}

/// Batches of a feed whose threads share an augmenter.
std::vector<float> batches(std::shared_ptr<const PhotoAugmenter> augmenter, int threads) {
  std::vector<PhotoRef> refs;
  for (std::uint32_t i = 0; i < 20; ++i) refs.push_back({i, 0});
  PhotoFeed feed(
      std::make_shared<ArrayRows>(photos(20, 16, 20), "photos"), refs, {}, {},
      {.batch_size = 6, .shuffle_seed = 1, .augment_seed = 4, .threads = threads, .augmenter = std::move(augmenter)});
  std::vector<float> all;
  for (int i = 0; i < 8; ++i)
    for (const float value : feed.next().x[0].values<float>()) all.push_back(value);
  return all;
}

std::vector<PictureChangePtr> some_changes() {
  return {flip(true, false), rotate({-20, 20}, {}), zoom({0.8, 1.2}, {}, {}), translate({-0.2, 0.2}, {-0.2, 0.2}, {}),
          brighten({-0.3, 0.3}, ValueRange{0, 255})};
}

TEST(PhotoAugmenters, GiveTheSameWhateverTheThread) {
  const auto generator = std::make_shared<GeneratorAugmenter>(
      ImageDataGenerator({.rotation_range = 20, .zoom_range = 0.2, .horizontal_flip = true}));
  const auto changes = std::make_shared<ChangeAugmenter>(some_changes(), Shape{16, 20, 3});
  EXPECT_EQ(batches(generator, 1), batches(generator, 3));
  EXPECT_EQ(batches(changes, 1), batches(changes, 3));
  EXPECT_NE(batches(generator, 1), batches(changes, 1));
}

TEST(ChangeAugmenter, IsTheFusedChange) {
  const Array pictures = photos(4, 16, 20);
  const ArrayRows bytes(pictures, "photos"), floats(pictures.cast(DType::f32), "photos");
  const ChangeAugmenter augmenter(some_changes(), bytes.shape());
  const FusedChange fused(some_changes());
  const PictureShape shape{16, 20, 3};
  for (std::int64_t row = 0; row < 4; ++row) {
    const PhotoMoment moment{.seed = 1, .pass = 2, .row = row};
    const auto received = applied(augmenter, bytes, moment);
    std::vector<float> numbers(static_cast<std::size_t>(fused.count(shape))), expected(received.size()),
        scratch(static_cast<std::size_t>(fused.scratch_floats(shape)));
    PictureDraws draws(key_of(moment), 0);
    fused.draw(draws, shape, numbers);
    fused.apply(pictures.slice(row, 1).values<std::uint8_t>().data(), expected.data(), shape, numbers,
                scratch.data());
    EXPECT_EQ(received, expected);
    EXPECT_EQ(applied(augmenter, floats, moment), received);
    const Json drawn = augmenter.drawn(bytes, moment);
    EXPECT_EQ(drawn.at("1.angle").as_double(), static_cast<double>(numbers[1]));
    EXPECT_EQ(imposed(augmenter, bytes, static_cast<std::size_t>(row), drawn), received);
  }
}

/// Picture i is 10 * i everywhere, and its label is class i, so that mixed labels tell what its pixels must be.
class Mixed {
 public:
  Mixed(std::vector<AugmentationStage> stages, int threads, std::int64_t broken = -1, std::int64_t batch_size = 6)
      : feed_(std::make_shared<OneBroken>(broken), refs(), one_hot(), {},
              {.batch_size = batch_size,
               .shuffle_seed = 1,
               .augment_seed = 4,
               .threads = threads,
               .augmenter = std::make_shared<ChangeAugmenter>(std::move(stages), Shape{5, 4, 1})}) {}
  const Batch& next() { return feed_.next(); }
  static constexpr std::int64_t count = 30;

 private:
  struct OneBroken : ArrayRows {
    explicit OneBroken(std::int64_t row) : ArrayRows(pictures(), "photos"), broken(row) {}
    void read(std::size_t row, std::byte* pixels) const override {
      if (static_cast<std::int64_t>(row) == broken) fail(ErrorKind::format, "photos/7.jpg: is damaged.");
      ArrayRows::read(row, pixels);
    }
    std::int64_t broken;
  };
  static Array pictures() {
    Array array({count, 5, 4, 1});
    for (std::int64_t i = 0; i < count; ++i)
      std::ranges::fill(array.slice(i, 1).values<float>(), static_cast<float>(10 * i));
    return array;
  }
  static std::vector<PhotoRef> refs() {
    std::vector<PhotoRef> list;
    for (std::uint32_t i = 0; i < count; ++i) list.push_back({i, 0});
    return list;
  }
  static Array one_hot() {
    Array array({count, count});
    for (std::int64_t i = 0; i < count; ++i) array.values<float>()[static_cast<std::size_t>(i * count + i)] = 1;
    return array;
  }
  PhotoFeed feed_;
};

std::vector<AugmentationStage> mixing_stages() {
  return {
      {{flip(true, false)}, mix_up(0.4)}, {{flip(true, true)}, cut_mix({0.2, 0.8})}, {{}, mix_up(1)}, {{}, nullptr}};
}

TEST(ChangeAugmenter, MixesLabelsAsItMixesPictures) {
  for (const auto& stages : {std::vector<AugmentationStage>{{{}, mix_up(0.4)}, {{flip(true, false)}, nullptr}},
                             std::vector<AugmentationStage>{{{}, mix_up(0.4)}, {{}, mix_up(2)}, {{}, nullptr}}}) {
    Mixed feed(stages, 3);
    double kept = 0;
    for (int batch = 0; batch < 10; ++batch) {
      const Batch& made = feed.next();
      const auto labels = made.y[0].values<float>(), pixels = made.x[0].values<float>();
      for (std::size_t i = 0; i < 6; ++i) {
        float sum = 0, value = 0;
        for (std::size_t c = 0; c < Mixed::count; ++c) {
          sum += labels[i * Mixed::count + c];
          value += 10 * static_cast<float>(c) * labels[i * Mixed::count + c];
          kept = std::max(kept, static_cast<double>(std::abs(labels[i * Mixed::count + c] - 0.5f)));
        }
        ASSERT_NEAR(sum, 1, 1e-5);
        for (std::size_t p = 0; p < 20; ++p) ASSERT_NEAR(pixels[i * 20 + p], value, 1e-3);
      }
    }
    EXPECT_GT(kept, 0.4);
  }
}

/// A part of each picture is another's, and of its label as much.
TEST(ChangeAugmenter, CutsOutWhatLabelsTell) {
  Mixed feed({{{}, cut_mix({0.5, 1})}, {{flip(true, true)}, nullptr}}, 2);
  int cut = 0;
  for (int batch = 0; batch < 10; ++batch) {
    const Batch& made = feed.next();
    const auto labels = made.y[0].values<float>(), pixels = made.x[0].values<float>();
    for (std::size_t i = 0; i < 6; ++i)
      for (std::size_t c = 0; c < Mixed::count; ++c) {
        const float part = labels[i * Mixed::count + c];
        const auto shown = std::ranges::count(pixels.subspan(i * 20, 20), static_cast<float>(10 * c));
        // The rectangle's ends lie between pixels: its area is theirs but for a row and a column.
        ASSERT_NEAR(static_cast<float>(shown) / 20, part, 0.45f);
        cut += part > 0.2f && part < 0.8f && shown > 0 && shown < 20;
      }
  }
  EXPECT_GT(cut, 10);
}

TEST(ChangeAugmenter, FinishesBatchesByGivenNumbers) {
  const ChangeAugmenter augmenter(mixing_stages(), Shape{5, 4, 1});
  const std::vector<std::int64_t> rows{4, 0, 7};
  const PhotoMoment moment{.seed = 2, .pass = 1, .row = 4};
  const auto finished = [&](const auto& finish) {
    std::vector<float> pictures(3 * 20), labels{1, 0, 0, 0, 1, 0, 0, 0, 1};
    std::iota(pictures.begin(), pictures.end(), 0.f);
    finish(MadeBatch{pictures.data(), labels.data(), 3, rows});
    pictures.insert(pictures.end(), labels.begin(), labels.end());
    return pictures;
  };
  const auto imposed = [&](const Json& numbers) {
    return finished([&](const MadeBatch& batch) { augmenter.impose_finish(batch, numbers); });
  };
  const Json drawn = augmenter.drawn_finish(rows, moment);
  EXPECT_EQ(imposed(drawn), finished([&](const MadeBatch& batch) { augmenter.finish(batch, moment); }));
  Json stages = Json::list();
  for (Json stage : drawn.as_list()) {
    if (stage.at("batch").find("mix_weight") != nullptr) stage["batch"]["mix_weight"] = Json::List{1, 1, 1};
    stages.push_back(stage);
  }
  EXPECT_NE(imposed(stages), imposed(drawn));
  EXPECT_TRUE(ChangeAugmenter(some_changes(), {5, 4, 1}).drawn_finish(rows, moment).is_null());
  const auto expect_refused = [&](const Json& numbers, const char* why) {
    const std::string text = error_of(ErrorKind::usage, [&] { imposed(numbers); });
    EXPECT_NE(text.find(why), std::string::npos) << text;
  };
  expect_refused(Json::list(), "3 times");
  stages = Json::list();
  for (Json stage : drawn.as_list()) stages.push_back((stage["pictures"] = Json::list(), stage));
  expect_refused(stages, "has 3 pictures");
  stages = Json::list();
  for (Json stage : drawn.as_list()) stages.push_back((stage["batch"] = Json::object(), stage));
  expect_refused(stages, "'mix_weight' is missing");
}

TEST(ChangeAugmenter, MixesTheSameWhateverTheThread) {
  const auto all = [](int threads, std::int64_t broken) {
    Mixed feed(mixing_stages(), threads, broken);
    std::vector<float> numbers;
    for (int batch = 0; batch < 12; ++batch) {
      const Batch& made = feed.next();
      for (const Array& array : {made.x[0], made.y[0]})
        for (const float number : array.values<float>()) numbers.push_back(number);
    }
    return numbers;
  };
  const auto one = all(1, -1);
  EXPECT_EQ(one, all(4, -1));
  const auto without = all(1, 7);
  EXPECT_EQ(without, all(4, 7));
  EXPECT_NE(one, without);
  // Batches of another pass mix others.
  EXPECT_FALSE(std::equal(one.begin(), one.begin() + 6 * 20, one.begin() + 5 * 6 * (20 + Mixed::count)));
}

TEST(ChangeAugmenter, NeverMixesInWhatCannotBeRead) {
  Mixed feed({{{}, mix_up(1)}, {{}, nullptr}}, 2, 7, 30);
  for (int pass = 0; pass < 3; ++pass) {
    const Batch& made = feed.next();
    ASSERT_EQ(made.samples(), 29);
    for (std::size_t i = 0; i < 29; ++i) EXPECT_EQ(made.y[0].values<float>()[i * Mixed::count + 7], 0);
  }
}

TEST(ChangeAugmenter, CountsTheWholeBatch) {
  const auto equalized = std::dynamic_pointer_cast<const CountingChange>(equalize(256, {0, 255}));
  // Of pictures that are each of one value nothing would change alone; of six values the lowest becomes 0, the highest 255.
  Mixed feed({{{}, over_batch(equalized)}, {{}, nullptr}}, 2);
  for (int batch = 0; batch < 5; ++batch) {
    const auto pixels = feed.next().x[0].values<float>();
    EXPECT_EQ(std::ranges::min(pixels), 0);
    EXPECT_NEAR(std::ranges::max(pixels), 255, 1e-3);
  }
}

TEST(ChangeAugmenter, MixesLabelsOfNumbersAlone) {
  const auto augmenter = std::make_shared<ChangeAugmenter>(mixing_stages(), Shape{16, 20, 3});
  const std::string text = error_of(ErrorKind::usage, [&] {
    PhotoFeed(std::make_shared<ArrayRows>(photos(2, 16, 20), "photos"), {{0, 0}, {1, 1}},
              Array::of<std::int64_t>({0, 1}, {2}), {}, {.augmenter = augmenter});
  });
  EXPECT_NE(text.find("to_categorical()"), std::string::npos) << text;
}

TEST(ChangeAugmenter, RefusesWhatItCannotTake) {
  EXPECT_NE(error_of(ErrorKind::shape,
                     [] {
                       ChangeAugmenter({crop(4, 4)}, {16, 20, 3});
                     })
                .find("(4, 4, 3)"),
            std::string::npos);
  const ArrayRows rows(photos(1, 16, 20), "photos");
  const ChangeAugmenter augmenter({translate({-0.2, 0.2}, {-0.2, 0.2}, {})}, rows.shape());
  const Json drawn = augmenter.drawn(rows, {});
  ASSERT_EQ(drawn.as_object().size(), 1u);
  const std::string name = drawn.as_object()[0].first;
  const auto refusal = [&](ErrorKind kind, const Json& numbers) {
    return error_of(kind, [&] { imposed(augmenter, rows, 0, numbers); });
  };
  EXPECT_NE(refusal(ErrorKind::usage, Json::object()).find("'" + name + "' is missing"), std::string::npos);
  EXPECT_NE(refusal(ErrorKind::usage, Json(Json::Object{{name, 1}})).find("is 2 numbers. Received 1"),
            std::string::npos);
  Json more = drawn;
  more["0.translation"] = 1;
  EXPECT_NE(refusal(ErrorKind::usage, more).find("Did you mean '" + name + "'"), std::string::npos);
  EXPECT_NE(refusal(ErrorKind::usage, Json(Json::Object{{name, Json::List{"a", "b"}}})).find("is 2 numbers"),
            std::string::npos);
}

TEST(KerasFlow, TellsAndTakesWhatItDraws) {
  const ArrayRows rows(photos(10, 12, 17), "photos");
  const KerasFlow flow(
      ImageDataGenerator(
          {.rotation_range = 30, .height_shift_range = 0.3, .brightness_range = {0.5, 1.5}, .horizontal_flip = true}),
      {.count = 10, .batch_size = 4, .seed = 3}, rows.shape());
  const PhotoMoment moment{.pass = 1, .row = 6};
  const Json drawn = flow.drawn(rows, moment);
  EXPECT_NE(drawn.at("theta").as_double(), 0);
  EXPECT_NE(drawn, flow.drawn(rows, {.pass = 0, .row = 6}));
  EXPECT_EQ(imposed(flow, rows, 6, drawn), applied(flow, rows, moment));
  Json other = drawn;
  other["theta"] = drawn.at("theta").as_double() + 10;
  EXPECT_NE(imposed(flow, rows, 6, other), applied(flow, rows, moment));
}

}  // namespace
}  // namespace fovea
