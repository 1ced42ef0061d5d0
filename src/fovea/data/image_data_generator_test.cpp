#include "fovea/data/image_data_generator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "fovea/base/test_support.h"

namespace fovea {
namespace {

using Options = ImageDataGeneratorOptions;

Array ramp(const Shape& shape) {
  Array picture(shape);
  float next = 0;
  for (float& value : picture.values<float>()) value = next++;
  return picture;
}

std::string refused(const Options& options, ErrorKind kind = ErrorKind::usage) {
  return error_of(kind, [&] { ImageDataGenerator generator(options); });
}

std::string refused_call(const std::string& text) {
  return error_of(ErrorKind::usage, [&] { image_data_generator_from_call(text); });
}

bool has(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

TEST(ImageDataGenerator, IsReadAsNotesWriteIt) {
  const ImageDataGenerator generator = image_data_generator_from_call(
      "tf.keras.preprocessing.image.ImageDataGenerator(rescale=1./255, rotation_range=20, shear_range=0.2, "
      "zoom_range=[0.8, 1.5], width_shift_range=0.2, height_shift_range=[-1, 2], horizontal_flip=True, "
      "preprocessing_function='mobilenet_v2', brightness_range=(0.5, 1.5), cval=3)");
  const Options& o = generator.options();
  EXPECT_EQ(o.rescale, 1.0 / 255);
  EXPECT_EQ(o.rotation_range, 20);
  EXPECT_EQ(o.zoom_range.values(), (std::vector<double>{0.8, 1.5}));
  EXPECT_EQ(to_json(o.height_shift_range).dump(), "[-1.0,2.0]");
  EXPECT_TRUE(o.horizontal_flip);
  EXPECT_EQ(o.preprocessing_function, "mobilenet_v2");
  EXPECT_EQ(o.brightness_range.values(), (std::vector<double>{0.5, 1.5}));
  EXPECT_EQ(o.cval, 3);
  ASSERT_EQ(generator.notes().size(), 1u);
  EXPECT_TRUE(has(generator.notes()[0], "degrees")) << generator.notes()[0];
}

TEST(ImageDataGenerator, TakesItsArgumentsByPositionInKerasOrder) {
  const Json config = image_data_generator_from_call("ImageDataGenerator(True, False, True)").config();
  std::vector<std::string> keys;
  for (const auto& [key, value] : config.as_object()) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{"featurewise_center",
                                            "samplewise_center",
                                            "featurewise_std_normalization",
                                            "samplewise_std_normalization",
                                            "zca_whitening",
                                            "zca_epsilon",
                                            "rotation_range",
                                            "width_shift_range",
                                            "height_shift_range",
                                            "brightness_range",
                                            "shear_range",
                                            "zoom_range",
                                            "channel_shift_range",
                                            "fill_mode",
                                            "cval",
                                            "horizontal_flip",
                                            "vertical_flip",
                                            "rescale",
                                            "preprocessing_function",
                                            "data_format",
                                            "validation_split",
                                            "interpolation_order",
                                            "dtype"}));
  EXPECT_EQ(config.at("featurewise_std_normalization"), Json(true));
}

TEST(ImageDataGenerator, ShiftsKeepTheirThreeForms) {
  for (const char* text : {"5", "5.0", "0.2", "[1.0,2.0]"})
    EXPECT_EQ(image_data_generator_from_call("ImageDataGenerator(width_shift_range=" + std::string(text) + ")")
                  .config()
                  .at("width_shift_range")
                  .dump(),
              text);
}

TEST(ImageDataGenerator, RefusesCallsThatItCannotRead) {
  EXPECT_TRUE(has(refused_call("ImageDataGenerator(rotation=3)"), "rotation_range"));
  EXPECT_TRUE(has(refused_call("DataGenerator()"), "ImageDataGenerator"));
  EXPECT_TRUE(has(refused_call("ImageDataGenerator(preprocessing_function=preprocess_input)"), "name the network"));
  EXPECT_TRUE(
      has(refused_call("ImageDataGenerator(preprocessing_function=tf.keras.applications.vgg16.preprocess_input)"),
          "name the network"));
  EXPECT_TRUE(has(error_of(ErrorKind::usage,
                           [] { image_data_generator_from_call("ImageDataGenerator(rotation_range='wide')"); }),
                  "rotation_range"));
}

TEST(ImageDataGenerator, RefusesRangesThatMeanNothing) {
  EXPECT_TRUE(has(refused({.rotation_range = -20}), "rotation_range is at least 0"));
  EXPECT_TRUE(has(refused({.rotation_range = NAN}), "rotation_range"));
  EXPECT_TRUE(has(refused({.shear_range = -1}), "shear_range"));
  EXPECT_TRUE(has(refused({.channel_shift_range = -1}), "channel_shift_range"));
  EXPECT_TRUE(has(refused({.zca_epsilon = -1}), "zca_epsilon"));
  EXPECT_TRUE(has(refused({.width_shift_range = -0.2}), "[-3, 3]"));
  EXPECT_TRUE(has(refused({.height_shift_range = -2}), "height_shift_range"));
  EXPECT_TRUE(has(refused({.brightness_range = 0.5}), "two numbers"));
  EXPECT_TRUE(has(refused({.brightness_range = {0.5, 1, 2}}), "[0.5,1.0,2.0]"));
  EXPECT_TRUE(has(refused({.brightness_range = {-0.5, 1}}), "at least 0"));
}

TEST(ImageDataGenerator, RefusesZoomsThatShowNothing) {
  EXPECT_TRUE(has(refused({.zoom_range = 1.0}), "below 1"));
  EXPECT_TRUE(has(refused({.zoom_range = 1.5}), "a mirror image"));
  EXPECT_TRUE(has(refused({.zoom_range = -0.1}), "Received -0.1"));
  EXPECT_TRUE(has(refused({.zoom_range = {0.5, 1, 2}}), "a number or two"));
  EXPECT_TRUE(has(refused({.zoom_range = {0, 1}}), "above 0"));
  EXPECT_TRUE(has(refused({.zoom_range = Numbers()}), "a number or two"));
}

TEST(ImageDataGenerator, RefusesWordsAndFormsThatItDoesNotKnow) {
  EXPECT_TRUE(has(refused({.fill_mode = "mirror"}), "'mirror'"));
  EXPECT_TRUE(has(refused({.interpolation_order = 6}), "Received 6"));
  EXPECT_TRUE(has(refused({.interpolation_order = -1}), "Received -1"));
  EXPECT_TRUE(has(refused({.validation_split = 1}), "validation_split"));
  EXPECT_TRUE(has(refused({.validation_split = -0.5}), "validation_split"));
  EXPECT_TRUE(has(refused({.preprocessing_function = "my_function"}), "my_function"));
  EXPECT_TRUE(has(refused({.data_format = "channels"}), "channels_last"));
  EXPECT_TRUE(has(refused({.data_format = "channels_first"}, ErrorKind::unsupported), "channels last"));
  EXPECT_TRUE(has(refused({.dtype = "float64"}, ErrorKind::unsupported), "float64"));
  ImageDataGenerator({.data_format = "channels_last", .dtype = "float32"});
}

TEST(ImageDataGenerator, SwitchesOnWhatOthersNeed) {
  const ImageDataGenerator zca({.featurewise_std_normalization = true, .zca_whitening = true});
  EXPECT_TRUE(zca.options().featurewise_center);
  EXPECT_FALSE(zca.options().featurewise_std_normalization);
  EXPECT_EQ(zca.notes().size(), 2u);
  const ImageDataGenerator std({.featurewise_std_normalization = true, .samplewise_std_normalization = true});
  EXPECT_TRUE(std.options().featurewise_center);
  EXPECT_TRUE(std.options().samplewise_center);
  EXPECT_TRUE(ImageDataGenerator({.samplewise_center = true}).notes().empty());
}

TEST(ImageDataGenerator, DrawsWithinItsRanges) {
  const ImageDataGenerator generator({.rotation_range = 20,
                                      .width_shift_range = 0.25,
                                      .height_shift_range = 3,
                                      .brightness_range = {0.5, 2},
                                      .zoom_range = 0.2,
                                      .horizontal_flip = true});
  Random random(1);
  int flips = 0;
  for (int i = 0; i < 1000; ++i) {
    const TransformParameters drawn = generator.get_random_transform({40, 20, 3}, random);
    EXPECT_LE(std::abs(drawn.theta), 20);
    EXPECT_LE(std::abs(drawn.ty), 5);  // a quarter of 20 columns
    EXPECT_LE(std::abs(drawn.tx), 2);
    EXPECT_EQ(drawn.tx, std::round(drawn.tx));
    EXPECT_EQ(drawn.shear, 0);
    EXPECT_TRUE(drawn.zx >= 0.8 && drawn.zx <= 1.2 && drawn.zx != drawn.zy);
    EXPECT_FALSE(drawn.flip_vertical);
    EXPECT_FALSE(drawn.channel_shift_intensity.has_value());
    EXPECT_TRUE(drawn.brightness >= 0.5 && drawn.brightness <= 2);
    flips += drawn.flip_horizontal ? 1 : 0;
  }
  EXPECT_NEAR(flips, 500, 80);
}

TEST(ImageDataGenerator, TheSameNumbersGiveTheSamePicture) {
  const ImageDataGenerator generator({.rotation_range = 30, .zoom_range = 0.3});
  const Array picture = ramp({9, 7, 2});
  Random a(3, 4), b(3, 4), c(3, 5);
  const Array first = generator.random_transform(picture, a), second = generator.random_transform(picture, b),
              third = generator.random_transform(picture, c);
  EXPECT_TRUE(std::ranges::equal(first.values<float>(), second.values<float>()));
  EXPECT_FALSE(std::ranges::equal(first.values<float>(), third.values<float>()));
}

TEST(ImageDataGenerator, CorrectedShiftsMoveAlongTheirSides) {
  const ImageDataGenerator generator({.fill_mode = "constant", .cval = -1});
  const Array picture = ramp({3, 4, 1});
  const auto values = [&](const TransformParameters& p, Compat compat) {
    const Array moved = generator.apply_transform(picture, p, compat);
    return std::vector<float>(moved.values<float>().begin(), moved.values<float>().end());
  };
  const std::vector<float> down{4, 5, 6, 7, 8, 9, 10, 11, -1, -1, -1, -1},
      across{1, 2, 3, -1, 5, 6, 7, -1, 9, 10, 11, -1};
  EXPECT_EQ(values({.tx = 1}, Compat::corrected), down);
  EXPECT_EQ(values({.ty = 1}, Compat::corrected), across);
  EXPECT_EQ(values({.tx = 1}, Compat::keras), across);
  EXPECT_EQ(values({.ty = 1}, Compat::keras), down);
}

TEST(ImageDataGenerator, CorrectedWrapRepeatsTheWholePicture) {
  const ImageDataGenerator generator({.fill_mode = "wrap"});
  const Array moved = generator.apply_transform(ramp({1, 4, 1}), {.ty = 6});
  EXPECT_TRUE(std::ranges::equal(moved.values<float>(), std::vector<float>{2, 3, 0, 1}));
}

TEST(ImageDataGenerator, StepsAreTheCorrectedBehaviour) {
  const ImageDataGenerator generator({.fill_mode = "wrap", .cval = 2, .interpolation_order = 3});
  const PictureSteps steps = generator.steps(
      {.theta = 10, .flip_horizontal = true, .channel_shift_intensity = 5, .brightness = 1.5}, {6, 8, 3});
  EXPECT_EQ(steps.matrix, corrected_matrix({.theta = 10, .flip_horizontal = true}, 6, 8));
  EXPECT_EQ(steps.sampling.edge, SplineEdge::grid_wrap);
  EXPECT_EQ(steps.sampling.order, 3);
  EXPECT_EQ(steps.sampling.cval, 2);
  ASSERT_EQ(steps.colours.size(), 2u);
  EXPECT_EQ(steps.colours[0].kind, ColourStep::Kind::channel_shift);
  EXPECT_EQ(steps.colours[0].amount, 5);
  EXPECT_EQ(steps.colours[1].kind, ColourStep::Kind::brightness);
  EXPECT_EQ(steps.colours[1].amount, 1.5);
}

TEST(ImageDataGenerator, FlipsInTheMatrixAreFlipsOfThePicture) {
  const ImageDataGenerator generator;
  const Array picture = ramp({4, 5, 2});
  const TransformParameters flips{.flip_horizontal = true, .flip_vertical = true};
  const Array one = generator.apply_transform(picture, flips),
              other = generator.apply_transform(picture, flips, Compat::keras);
  EXPECT_TRUE(std::ranges::equal(one.values<float>(), other.values<float>()));
}

TEST(ImageDataGenerator, PicturesMayBeOfAnyType) {
  const ImageDataGenerator generator({.rescale = 0.5});
  const Array picture = ramp({2, 2, 1}).cast(DType::u8);
  const Array result = generator.standardize(generator.apply_transform(picture, {.flip_horizontal = true}));
  EXPECT_TRUE(std::ranges::equal(result.values<float>(), std::vector<float>{0.5f, 0, 1.5f, 1}));
  EXPECT_EQ(picture.values<std::uint8_t>()[1], 1);  // as it was
}

TEST(ImageDataGenerator, PicturesHaveThreeAxes) {
  const ImageDataGenerator generator;
  Random random(1);
  EXPECT_TRUE(has(error_of(ErrorKind::shape, [&] { generator.random_transform(ramp({4, 4}), random); }), "(4, 4)"));
  EXPECT_TRUE(has(error_of(ErrorKind::shape, [&] { generator.apply_transform(ramp({4, 4}), {}); }), "(4, 4)"));
  EXPECT_TRUE(has(error_of(ErrorKind::shape, [&] { generator.standardize(ramp({1, 4, 4, 1})); }), "(1, 4, 4, 1)"));
}

TEST(ImageDataGenerator, NormalisationByTheDataNeedsFit) {
  for (const Options& options : {Options{.featurewise_center = true}, Options{.featurewise_std_normalization = true},
                                 Options{.zca_whitening = true}}) {
    const ImageDataGenerator generator(options);
    EXPECT_TRUE(has(error_of(ErrorKind::usage, [&] { generator.standardize(ramp({2, 2, 1})); }), "fit(pictures)"));
  }
  EXPECT_FALSE(ImageDataGenerator({.samplewise_center = true}).needs_fit());
}

TEST(ImageDataGenerator, StatisticsGoToAnotherGenerator) {
  ImageDataGenerator fitted({.featurewise_std_normalization = true}), other({.featurewise_std_normalization = true});
  fitted.fit(ramp({2, 3, 3, 2}));
  EXPECT_EQ(to_string(fitted.statistics().mean.shape()), "(1, 1, 2)");
  other.set_statistics(fitted.statistics());
  const Array picture = ramp({3, 3, 2});
  const Array one = fitted.standardize(picture), two = other.standardize(picture);
  EXPECT_TRUE(std::ranges::equal(one.values<float>(), two.values<float>()));
  EXPECT_TRUE(has(error_of(ErrorKind::shape, [&] { other.standardize(ramp({3, 3, 1})); }), "2 channels"));
}

TEST(ImageDataGenerator, ZcaKeepsTheSizeItWasFittedTo) {
  ImageDataGenerator generator({.zca_whitening = true});
  generator.fit(ramp({3, 2, 2, 1}));
  EXPECT_TRUE(has(error_of(ErrorKind::shape, [&] { generator.standardize(ramp({4, 2, 1})); }), "4 numbers"));
}

TEST(ImageDataGenerator, FitRescalesAfterAugmentation) {
  // Brightness is of pixels from 0 to 255; Keras rescales first, and 8 bits make nothing of fractions.
  const Options options{.featurewise_center = true, .brightness_range = {1, 1}, .rescale = 1.0 / 255};
  ImageDataGenerator corrected(options), keras(options);
  corrected.fit(ramp({2, 3, 3, 1}), {.augment = true});
  keras.fit(ramp({2, 3, 3, 1}), {.augment = true, .compat = Compat::keras});
  EXPECT_NEAR(corrected.statistics().mean.values<float>()[0], 8.5 / 255, 1e-6);
  EXPECT_EQ(keras.statistics().mean.values<float>()[0], 0);
}

TEST(ImageDataGenerator, FitRefusesWhatAreNoPictures) {
  ImageDataGenerator generator({.featurewise_center = true});
  EXPECT_TRUE(has(error_of(ErrorKind::shape, [&] { generator.fit(ramp({3, 3, 1})); }), "(3, 3, 1)"));
  EXPECT_TRUE(has(error_of(ErrorKind::shape, [&] { generator.fit(Array({0, 3, 3, 1})); }), "at least one"));
  EXPECT_TRUE(has(error_of(ErrorKind::usage, [&] { generator.fit(ramp({1, 3, 3, 1}), {.rounds = 0}); }), "rounds=0"));
}

}  // namespace
}  // namespace fovea
