#include "fovea/models/scaled_input.h"

#include <algorithm>

#include "fovea/base/golden_test_support.h"
#include "fovea/base/test_support.h"
#include "fovea/data/image_data_generator.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/reshaping/flatten.h"
#include "fovea/models/model.h"

namespace fovea {
namespace {

std::vector<float> list(const Json& known, const char* name) {
  if (known.find(name) == nullptr) return {};
  const Array array = golden_array(known.at(name));
  return {array.values<float>().begin(), array.values<float>().end()};
}

Array predicted(const Array& picture, const InputScaling& scaling) {
  const Tensor x = Input(picture.shape());
  const Model model(x, Flatten()(x));
  model.set_run({.threads = 1, .scaling = scaling});
  return model.predict(picture.reshaped(picture.shape().with_front(1))).reshaped(picture.shape());
}

/// What real Keras' generator makes of a picture, by a model that is told how and by itself.
TEST(ScaledInput, DoesWhatGeneratorsDo) {
  const std::string path = std::string(FOVEA_SOURCE_DIR) + "/tests/golden/photos/image_data_generator.json";
  const Json golden = Json::parse(read_file(path), path);
  int compared = 0;
  for (const Json& known : golden.at("cases").as_list()) {
    if (known.find("standardized") == nullptr) continue;
    SCOPED_TRACE(known.at("name").as_string());
    ImageDataGeneratorOptions options;
    ImageDataGeneratorOptions::fields().read(known.at("arguments"), &options, "ImageDataGenerator");
    const Shape shape = golden_array(golden.at("pictures").at(known.at("picture").as_string())).shape();
    const auto numbers = [&](const char* key) {
      std::vector<double> values;
      from_json(known.at(key), values);
      return Array::of<double>(std::span<const double>(values), shape).cast(DType::f32);
    };
    expect_close(predicted(numbers("transformed"), ImageDataGenerator(options).scaling()), numbers("standardized"),
                 1e-4, 1e-4);
    ++compared;
  }
  EXPECT_GE(compared, 10);
}

TEST(ScaledInput, DoesWhatFittedGeneratorsDo) {
  for (const Json& known : golden_cases(FOVEA_SOURCE_DIR, "photos/fit.json")) {
    SCOPED_TRACE(known.at("name").as_string());
    const auto standard = std::make_shared<PictureStandard>(PictureStandard{
        .statistics = {list(known, "mean"), list(known, "std"), list(known, "zca_whitening_matrix")}});
    const Array expected = golden_array(known.at("standardized"));
    const Json* rescale = known.at("arguments").find("rescale");
    const InputScaling scaling{rescale == nullptr ? 1 : rescale->as_double(), 0, standard};
    Array picture = golden_array(known.at("x")).slice(0, 1).reshaped(expected.shape()).clone();
    expect_close(predicted(picture, scaling), expected, 1e-4, 1e-4);
    scaling.apply(picture.values<float>(), picture.shape());
    expect_close(picture, expected, 1e-4, 1e-4);
  }
}

TEST(ScaledInput, WhitensPicturesOfOneSize) {
  const auto standard =
      std::make_shared<PictureStandard>(PictureStandard{.statistics = {.whitening = std::vector<float>(16, 1)}});
  const Tensor x = Input({None, None, 1});
  const Model model(x, Flatten()(x));
  model.set_run({.scaling = {1, 0, standard}});
  EXPECT_EQ(model.predict(Array({1, 2, 2, 1})).size(), 4);
  EXPECT_NE(error_of(ErrorKind::shape,
                     [&] {
                       model.predict(Array({1, 2, 3, 1}));
                     })
                .find("another size"),
            std::string::npos);
}

TEST(ScaledInput, RefusesPicturesOfAnotherKind) {
  const auto refusal = [](const PictureStandard& standard, const Shape& picture) {
    return error_of(ErrorKind::shape, [&] {
      predicted(Array(picture), {1, 0, std::make_shared<PictureStandard>(standard)});
    });
  };
  EXPECT_NE(refusal({.statistics = {.whitening = std::vector<float>(16, 1)}}, {2, 3, 1}).find("4 numbers"),
            std::string::npos);
  EXPECT_NE(refusal({.colours = {.reverse = true}}, {2, 2, 1}).find("3 channels"), std::string::npos);
  EXPECT_NE(refusal({.statistics = {.mean = {1, 2}}}, {2, 2, 3}).find("2 channels"), std::string::npos);
}

}  // namespace
}  // namespace fovea
