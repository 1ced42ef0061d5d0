#include "fovea/layers/augmentation/changes.h"

#include <algorithm>
#include <set>

#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
#include "fovea/kernels/image/fused_change.h"
#include "fovea/kernels/image/named_numbers.h"
#include "fovea/layers/activations/relu.h"
#include "fovea/layers/augmentation/colour.h"
#include "fovea/layers/augmentation/equalization.h"
#include "fovea/layers/augmentation/geometry.h"
#include "fovea/layers/augmentation/mixing.h"
#include "fovea/layers/augmentation/policies.h"
#include "fovea/layers/augmentation/random_crop.h"
#include "fovea/layers/augmentation/random_size.h"
#include "fovea/layers/augmentation/tones.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {
namespace {

PictureShape shape_of(const Array& picture) { return {picture.shape()[1], picture.shape()[2], picture.shape()[3]}; }

/// The numbers of a case in the order of the parameters; those that it does not name are 0.
std::vector<float> numbers_of(const PictureChange& change, const PictureShape& shape, const Json& given) {
  std::vector<float> numbers(static_cast<std::size_t>(change.count(shape)));
  impose_numbers(given, change.parameters(shape), numbers, "golden");
  return numbers;
}

Array applied(const PictureChange& change, const Array& picture, std::span<const float> numbers) {
  const PictureShape from = shape_of(picture), to = change.output(from);
  Array out({1, to.height, to.width, to.channels});
  std::vector<float> scratch(static_cast<std::size_t>(change.scratch_floats(from)));
  change.apply(picture.values<float>().data(), out.values<float>().data(), from, numbers, scratch.data());
  return out;
}

/// Every case of tests/golden/augmentations/NAME.json, which real Keras made; also as the only change of a fused list.
void check_changes(const std::string& name) {
  const Json document =
      Json::parse(read_file(std::string(FOVEA_SOURCE_DIR) + "/tests/golden/augmentations/" + name + ".json"), name);
  for (const Json& row : document.at("cases").as_list()) {
    const auto layer = registry<LayerBase>().make(row.at("node"));
    const auto change = picture_changes(std::vector<Layer>{Layer(layer)}).at(0);
    const Array picture = testing::golden_array(document.at("pictures").at(row.at("picture").as_string()));
    const std::string what = layer->who() + " " + row.at("name").as_string();
    const auto numbers = numbers_of(*change, shape_of(picture), row.at("numbers"));
    const Array expected = testing::golden_array(row.at("output"));
    const double range = std::ranges::max(picture.values<float>());
    testing::expect_near(applied(*change, picture, numbers), expected, 1e-5, 1e-5 * range, what);
    testing::expect_near(applied(FusedChange({change}), picture, numbers), expected, 1e-5, 1e-5 * range,
                         what + ", fused");
  }
}

/// What a change draws for each of `count` pictures of one batch.
std::vector<std::vector<float>> drawn(const PictureChange& change, const PictureShape& shape, std::uint64_t count,
                                      std::uint64_t key = 11) {
  std::vector<std::vector<float>> all;
  for (std::uint64_t i = 0; i < count; ++i) {
    PictureDraws draws(key, i);
    all.emplace_back(static_cast<std::size_t>(change.count(shape)));
    change.draw(draws, shape, all.back());
  }
  return all;
}

struct Extremes {
  float low, high;
  double mean;
};

Extremes extremes_of(const std::vector<std::vector<float>>& draws, std::size_t number) {
  Extremes e{draws[0][number], draws[0][number], 0};
  for (const auto& one : draws) {
    e.low = std::min(e.low, one[number]);
    e.high = std::max(e.high, one[number]);
    e.mean += one[number] / static_cast<double>(draws.size());
  }
  return e;
}

/// 20000 draws lie between the ends, near both, and evenly.
template <class Options>
void expect_uniform(const Options& options, std::size_t number, double low, double high) {
  const auto e = extremes_of(drawn(*change_of(options), {20, 10, 3}, 20000), number);
  const double span = high - low, error = 1e-6 * std::max(std::abs(low), std::abs(high));
  EXPECT_GE(e.low, low - error);
  EXPECT_LE(e.high, high + error);
  EXPECT_LT(e.low, low + 0.001 * span);
  EXPECT_GT(e.high, high - 0.001 * span);
  EXPECT_NEAR(e.mean, (low + high) / 2, 0.01 * span);
}

template <class Options>
void expect_part(const Options& options, double part) {
  EXPECT_NEAR(extremes_of(drawn(*change_of(options), {6, 5, 3}, 20000), 0).mean, part, 0.015);
}

Array noise(const Shape& shape) {
  Random random(3);
  Array array(shape);
  for (float& v : array.values<float>()) v = static_cast<float>(255 * random.uniform());
  return array;
}

}  // namespace

TEST(PictureChanges, OfMovesAreKeras) { check_changes("moves"); }
TEST(PictureChanges, OfBendsAreKeras) { check_changes("bends"); }
TEST(PictureChanges, OfColoursAreKeras) { check_changes("colours"); }
TEST(PictureChanges, OfTonesAreKeras) { check_changes("tones"); }
TEST(PictureChanges, OfHistogramsAreKeras) { check_changes("histograms"); }
TEST(PictureChanges, OfPoliciesAreKeras) { check_changes("policies"); }

TEST(PictureChanges, DrawBetweenBothEnds) {
  expect_uniform(RandomRotationOptions{.factor = {-0.25, 0.1}}, 0, -90, 36);
  expect_uniform(RandomZoomOptions{.height_factor = 0.3, .width_factor = {-0.2, 0.1}}, 0, 0.7, 1.3);
  expect_uniform(RandomZoomOptions{.height_factor = 0.3, .width_factor = {-0.2, 0.1}}, 1, 0.8, 1.1);
  expect_uniform(RandomTranslationOptions{.height_factor = 0.5, .width_factor = {0, 0.2}}, 0, 0, 2);
  expect_uniform(RandomTranslationOptions{.height_factor = 0.5, .width_factor = {0, 0.2}}, 1, -10, 10);
  expect_uniform(RandomShearOptions{.x_factor = 0.4, .y_factor = 0.1}, 0, -0.4, 0.4);
  expect_uniform(RandomBrightnessOptions{.factor = 0.2, .value_range = {0, 1}}, 0, -0.2, 0.2);
  expect_uniform(RandomContrastOptions{.factor = {0.3, 0.5}}, 0, 0.7, 1.5);
  expect_uniform(RandomHueOptions{.factor = 0.6}, 0, -0.3, 0.3);
  expect_uniform(RandomColorDegenerationOptions{.factor = {0.1, 0.4}}, 0, 0.1, 0.4);
  expect_uniform(RandomSharpnessOptions{.factor = 0.8}, 0, 0, 0.8);
  expect_uniform(SolarizationOptions{.addition_factor = 0.1, .threshold_factor = {0.5, 1}}, 0, 0, 25.5);
  expect_uniform(SolarizationOptions{.addition_factor = 0.1, .threshold_factor = {0.5, 1}}, 1, 0.5, 255);
}

TEST(PictureChanges, ActOnTheirPartOfThePictures) {
  expect_part(RandomFlipOptions{}, 0.5);
  expect_part(RandomGrayscaleOptions{.factor = 0.3}, 0.3);
  expect_part(RandomInvertOptions{.factor = {0.2, 0.4}}, 0.3);
  expect_part(RandomErasingOptions{.factor = 0.6, .fill_value = 0}, 0.3);
  expect_part(RandomGaussianBlurOptions{.factor = {0.9, 1}}, 0.95);
  expect_part(RandomPerspectiveOptions{.factor = 1}, 0.5);
  expect_part(RandomElasticTransformOptions{.factor = {1, 1}}, 1);
}

/// Where both ends are given Keras leaves out the upper one.
TEST(PictureChanges, DrawBitsBelowTheUpperEnd) {
  std::set<float> shifts;
  for (const auto& one : drawn(*change_of(RandomPosterizationOptions{.factor = {3, 6}}), {2, 2, 1}, 1000))
    shifts.insert(one[0]);
  EXPECT_EQ(shifts, (std::set<float>{3, 4, 5}));
  EXPECT_EQ(drawn(*change_of(RandomPosterizationOptions{.factor = {4, 4}}), {2, 2, 1}, 1)[0][0], 4);
}

TEST(PictureChanges, ShareWhatKerasDrawsOncePerBatch) {
  const PictureShape shape{9, 8, 3};
  std::set<float> places;
  for (std::uint64_t batch = 0; batch < 200; ++batch) {
    const auto crops = drawn(*RandomCropOptions{.height = 6, .width = 7}.change(), shape, 3, batch);
    EXPECT_EQ(crops[0], crops[1]);
    EXPECT_EQ(crops[0], crops[2]);
    places.insert(crops[0][0]);
  }
  EXPECT_EQ(places, (std::set<float>{0, 1, 2, 3}));
  const auto blurs = drawn(*change_of(RandomGaussianBlurOptions{}), shape, 2);
  EXPECT_EQ(blurs[0][1], blurs[1][1]);
  const auto chosen = drawn(*change_of(RandAugmentOptions{.num_ops = 3}), shape, 2);
  EXPECT_TRUE(std::equal(chosen[0].begin(), chosen[0].begin() + 3, chosen[1].begin()));
  EXPECT_NE(chosen[0], chosen[1]);
}

TEST(PictureChanges, MixByWeightsThatAddUp) {
  const auto mixed = drawn(*change_of(AugMixOptions{}), {4, 4, 3}, 1)[0];
  EXPECT_NEAR(mixed[0] + mixed[1] + mixed[2], 1, 1e-6);
  EXPECT_GE(mixed[3], 0);
  EXPECT_LE(mixed[3], 1);
}

TEST(Augmentation, ActsInTrainingAloneAndOnEachPictureApart) {
  const AugmentationBase<RandomRotationOptions> layer({.factor = 0.5});
  const Array x = noise({1, 8, 8, 3});
  Array twice({2, 8, 8, 3});
  std::ranges::copy(x.values<float>(), twice.values<float>().begin());
  std::ranges::copy(x.values<float>(), twice.values<float>().begin() + 192);
  testing::expect_near(testing::forward(layer, twice, false), twice, 0, 0, "prediction");
  const Array y = testing::forward(layer, twice, true);
  const auto first = y.values<float>().first(192), second = y.values<float>().last(192);
  EXPECT_FALSE(std::ranges::equal(first, x.values<float>()));
  EXPECT_FALSE(std::ranges::equal(first, second));
}

TEST(Augmentation, DrawsTheSameAtAnyNumberOfThreadsAndAnotherAtEveryStep) {
  const AugmentationBase<RandAugmentOptions> layer({.num_ops = 4});
  const Array x = noise({7, 12, 10, 3}), whole = testing::forward(layer, x, true);
  for (const int threads : {1, 2, 3})
    for (const Work work : {Work::shards, Work::team}) {
      const Array y = testing::forward(layer, x, true, {.threads = threads, .work = work});
      EXPECT_TRUE(std::ranges::equal(whole.values<float>(), y.values<float>())) << threads;
    }
  const Array next = testing::forward(layer, x, true, {}, {.seed = 1, .step = 1});
  EXPECT_FALSE(std::ranges::equal(whole.values<float>(), next.values<float>()));
  const AugmentationBase<RandAugmentOptions> other({.num_ops = 4, .seed = 3});
  EXPECT_FALSE(std::ranges::equal(whole.values<float>(), testing::forward(other, x, true).values<float>()));
}

TEST(Augmentation, RefusesPicturesThatItCannotChange) {
  const AugmentationBase<RandomHueOptions> layer({.factor = 0.5, .name = "hue"});
  testing::forward(layer, noise({1, 4, 4, 1}), false);
  EXPECT_EQ(error_of(ErrorKind::shape,
                     [&] {
                       testing::forward(layer, noise({1, 4, 4, 1}), true);
                     }),
            "RandomHue 'hue': needs pictures of three channels. Received (None, 4, 4, 1).");
}

TEST(Augmentation, RefusesToCarryGradients) {
  AugmentationBase<RandomFlipOptions> layer({});
  const Array x = noise({2, 4, 4, 1});
  const std::string text = error_of(ErrorKind::unsupported, [&] { testing::LayerRun(layer, {x}, {}, x, true, {}); });
  EXPECT_NE(text.find("carry no gradient"), std::string::npos) << text;
}

/// Numbers come from files too: whatever they are, pixels come from the picture or what fills it.
TEST(PictureChanges, StayInThePictureWhateverTheNumbers) {
  const Array picture = noise({1, 9, 7, 3});
  std::vector<Layer> layers{
      RandomFlip(),    RandomPerspective(),           RandomCrop({.height = 4, .width = 11}),
      RandomErasing(), RandomHeight({.factor = 0.5}), RandomWidth({.factor = 0.5, .interpolation = "nearest"})};
  for (const char* mode : {"reflect", "wrap", "constant", "nearest"})
    for (const char* interpolation : {"bilinear", "nearest"}) {
      layers.push_back(RandomZoom({.height_factor = 0.5, .fill_mode = mode, .interpolation = interpolation}));
      layers.push_back(RandomShear({.x_factor = 0.5, .interpolation = interpolation, .fill_mode = mode}));
      layers.push_back(RandomElasticTransform({.interpolation = interpolation, .fill_mode = mode}));
    }
  for (const PictureChangePtr& change : picture_changes(layers))
    for (const float number : {-1e38f, -1e9f, -0.5f, 0.f, 1e-38f, 1.f, 1e9f, 1e38f}) {
      const std::vector<float> numbers(static_cast<std::size_t>(change->count(shape_of(picture))), number);
      const Array result = applied(*change, picture, numbers);
      for (const float v : result.values<float>()) ASSERT_TRUE(v >= 0 && v <= 255) << v << " by " << number;
    }
}

TEST(AugmentationStages, EndWhereTheBatchIsNeeded) {
  const std::vector<Layer> layers{
      RandomFlip(), RandomRotation({.factor = 0.1}), MixUp(), Equalization(), RandAugment(), CutMix()};
  const auto stages = augmentation_stages(layers);
  std::vector<std::size_t> changes;
  std::vector<bool> labels;
  for (const AugmentationStage& stage : stages) {
    changes.push_back(stage.changes.size());
    labels.push_back(stage.mixing && stage.mixing->mixes_labels());
  }
  EXPECT_EQ(changes, (std::vector<std::size_t>{2, 0, 1, 0}));
  EXPECT_EQ(labels, (std::vector<bool>{true, false, true, false}));
  EXPECT_EQ(stages[3].mixing, nullptr);
  error_of(ErrorKind::usage, [] { augmentation_stages(std::vector<Layer>{RandomFlip(), ReLU()}); });
}

TEST(PictureChanges, AreOfLayersThatAugment) {
  const std::vector<Layer> layers{RandomFlip({.mode = "vertical"}), MixUp({.name = "mix"})};
  const std::string text = error_of(ErrorKind::usage, [&] { picture_changes(layers); });
  EXPECT_EQ(text.find("MixUp 'mix': does not augment single pictures."), 0u) << text;
}

}  // namespace fovea
