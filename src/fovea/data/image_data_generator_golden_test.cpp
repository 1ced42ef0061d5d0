#include <gtest/gtest.h>

#include "fovea/base/golden_test_support.h"
#include "fovea/data/image_data_generator.h"

namespace fovea {
namespace {

ImageDataGenerator generator_of(const Json& known) {
  ImageDataGeneratorOptions options;
  ImageDataGeneratorOptions::fields().read(known.at("arguments"), &options, "ImageDataGenerator");
  return ImageDataGenerator(options);
}

void expect_numbers(const Array& received, const Json& expected, double tolerance, const char* what) {
  const Array numbers = received.cast(DType::f64);
  ASSERT_EQ(numbers.values<double>().size(), expected.as_list().size()) << what;
  for (std::size_t i = 0; i < expected.as_list().size(); ++i)
    ASSERT_NEAR(numbers.values<double>()[i], expected.as_list()[i].as_double(), tolerance)
        << what << ", number " << i;
}

class KerasPictures : public ::testing::Test {
 protected:
  KerasPictures() {
    const std::string path = std::string(FOVEA_SOURCE_DIR) + "/tests/golden/photos/image_data_generator.json";
    document_ = Json::parse(read_file(path), path);
  }

  Array picture(const Json& known) const {
    const auto number = [&](const char* key, double otherwise) {
      return known.find(key) == nullptr ? otherwise : known.at(key).as_double();
    };
    Array numbers = golden_array(document_.at("pictures").at(known.at("picture").as_string())).cast(DType::f32);
    for (float& value : numbers.values<float>())
      value = value * static_cast<float>(number("scale", 1)) + static_cast<float>(number("offset", 0));
    return numbers;
  }

  Json document_;
};

TEST_F(KerasPictures, DrawsWhatKerasDraws) {
  for (const Json& known : document_.at("cases").as_list()) {
    if (known.find("impose") != nullptr) continue;
    NumpyRandom random(known.at("seed").as_int());
    const auto drawn = generator_of(known).get_random_transform(picture(known).shape(), random);
    for (const auto& [key, value] : known.at("drawn").as_object()) {
      const Json received = to_json(drawn).at(key);
      if (value.is_number() && received.is_number())
        EXPECT_EQ(received.as_double(), value.as_double()) << known.at("name").as_string() << ": " << key;
      else if (received.is_bool())
        EXPECT_EQ(received.as_bool(), value == Json(true) || value == Json(1)) << known.at("name").as_string();
      else
        EXPECT_EQ(received, value) << known.at("name").as_string() << ": " << key;
    }
  }
}

TEST_F(KerasPictures, ChangesPicturesAsKerasDoes) {
  for (const Json& known : document_.at("cases").as_list()) {
    SCOPED_TRACE(known.at("name").as_string());
    TransformParameters drawn;
    from_json(known.at("drawn"), drawn);
    const ImageDataGenerator generator = generator_of(known);
    const Array changed = generator.apply_transform(picture(known), drawn, Compat::keras);
    expect_numbers(changed, known.at("transformed"), 1e-4, "transformed");
    if (const Json* standard = known.find("standardized"))
      expect_numbers(generator.standardize(changed), *standard, 1e-4, "standardized");
  }
}

TEST_F(KerasPictures, ImposedParametersNeedNoOthers) {
  for (const Json& known : document_.at("cases").as_list()) {
    const Json* imposed = known.find("impose");
    if (imposed == nullptr) continue;
    TransformParameters parameters;
    from_json(*imposed, parameters);
    expect_numbers(generator_of(known).apply_transform(picture(known), parameters, Compat::keras),
                   known.at("transformed"), 1e-4, "transformed");
  }
}

TEST(KerasFit, MeasuresWhatKerasMeasures) {
  for (const Json& known : golden_cases(FOVEA_SOURCE_DIR, "photos/fit.json")) {
    SCOPED_TRACE(known.at("name").as_string());
    ImageDataGenerator generator = generator_of(known);
    const Array x = golden_array(known.at("x"));
    GeneratorFitOptions options{.compat = Compat::keras};
    if (const Json* augment = known.at("fit").find("augment")) {
      options.augment = augment->as_bool();
      options.rounds = known.at("fit").at("rounds").as_int();
      options.seed = known.at("fit").at("seed").as_int();
    }
    EXPECT_TRUE(generator.needs_fit());
    generator.fit(x, options);
    const GeneratorStatistics& statistics = generator.statistics();
    const auto compare = [&](const Array& received, const char* name, double relative) {
      const Json* expected = known.find(name);
      ASSERT_EQ(received.empty(), expected == nullptr) << name;
      if (expected != nullptr) expect_close(received, golden_array(*expected), relative, relative);
    };
    compare(statistics.mean, "mean", 1e-5);
    compare(statistics.std, "std", 1e-5);
    compare(statistics.zca_whitening_matrix, "zca_whitening_matrix", 1e-4);
    compare(generator.standardize(x.slice(0, 1).reshaped(x.shape().tail(1))), "standardized", 1e-4);
  }
}

}  // namespace
}  // namespace fovea
