// Files of older Keras, and other forms than one archive: what real Keras wrote (tests/golden/keras_files/legacy_*) predicts and
// trains on as there.
#include <algorithm>

#include "fovea/base/golden_test_support.h"
#include "fovea/base/test_support.h"
#include "fovea/data/test_folder.h"
#include "fovea/formats/model_file.h"
#include "fovea/models/config.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

const fs::path golden_folder = fs::path(FOVEA_SOURCE_DIR) / "tests/golden/keras_files";

LoadedModel load(const Json& item) {
  LoadOptions options;
  if (const Json* weights = item.find("weights")) options.weights = golden_folder / weights->as_string();
  options.by_name = item.find("by_name") != nullptr;
  return load_model(golden_folder / item.at("file").as_string(), options);
}

std::string name_of(const Json& item) {
  const Json* weights = item.find("weights");
  return item.at("file").as_string() + (weights == nullptr ? "" : " with " + weights->as_string());
}

}  // namespace

TEST(LegacyForms, PredictAsWhereTheyComeFrom) {
  for (const Json& item : golden_cases(FOVEA_SOURCE_DIR, "keras_files/legacy.json")) {
    const LoadedModel loaded = load(item);
    EXPECT_TRUE(loaded.has_weights) << name_of(item);
    const Arrays expected = golden_arrays(item.at("outputs")),
                 received = loaded.model.predict_all(golden_arrays(item.at("inputs")));
    ASSERT_EQ(received.size(), expected.size()) << name_of(item);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      SCOPED_TRACE(name_of(item) + ", output " + std::to_string(i));
      expect_close(received[i], expected[i], 1e-4, 1e-5);
    }
    const bool converted = item.at("name") == Json("theano");
    EXPECT_EQ(loaded.warnings.size(), converted ? 1u : 0u)
        << name_of(item) << ": " << (loaded.warnings.empty() ? "" : loaded.warnings[0]);
  }
}

TEST(LegacyForms, TrainOnFromTheStateInThem) {
  int compared = 0;
  for (const Json& item : golden_cases(FOVEA_SOURCE_DIR, "keras_files/legacy.json")) {
    if (item.find("steps") == nullptr) continue;
    const LoadedModel loaded = load(item);
    ASSERT_TRUE(loaded.model.compiled()) << name_of(item);
    for (const Json& step : item.at("steps").as_list()) {
      const double loss =
          loaded.model.train_on_batch(golden_arrays(step.at("inputs")), Arrays{golden_array(step.at("labels"))});
      const double expected = step.at("loss").as_double();
      EXPECT_NEAR(loss, expected, 1e-4 * std::max(expected, 0.1)) << name_of(item);
      ++compared;
    }
  }
  EXPECT_EQ(compared, 16);
}

/// A chain as tf_keras writes it, of one layer with these arguments.
LoadedModel keras2_chain(const std::string& class_name, const std::string& arguments) {
  return parse_model(R"({"class_name":"Sequential","config":{"name":"s","layers":[{"class_name":")" + class_name +
                         R"(","config":{"name":"l","batch_input_shape":[null,8,8,4],)" + arguments +
                         "}}]},\"keras_version\":\"2.21.0\"}",
                     "chain.json");
}

TEST(LegacyForms, ArgumentsOfBaseClassesThatMeanNothingAreNoWarnings) {
  for (const char* transposed : {"Conv2DTranspose", "Conv2D"})
    EXPECT_TRUE(keras2_chain(transposed, R"("filters":2,"kernel_size":[3,3],"groups":1)").warnings.empty())
        << transposed;
  EXPECT_TRUE(keras2_chain("SeparableConv2D", R"("filters":2,"kernel_size":[3,3],"groups":1,"kernel_regularizer":null,
      "kernel_constraint":null,"kernel_initializer":{"class_name":"GlorotUniform","config":{"seed":null}})")
                  .warnings.empty());
  const auto warnings = keras2_chain("Conv2DTranspose", R"("filters":2,"kernel_size":[3,3],"groups":2)").warnings;
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_NE(warnings[0].find("'groups'"), std::string::npos) << warnings[0];
}

TEST(LegacyForms, OperationsThatKeras2sFormLacksAreNamedAll) {
  const LoadedModel operations = load_model(golden_folder / "legacy_operations.keras");
  const TestFolder folder;
  const std::string text = error_of(ErrorKind::unsupported, [&] { save_model(operations.model, folder / "a.h5"); });
  EXPECT_NE(text.find("no place for"), std::string::npos) << text;
  EXPECT_FALSE(fs::exists(folder / "a.h5"));
}

TEST(LegacyForms, OperationsAreWrittenAsKerasDid) {
  const fs::path path = golden_folder / "legacy_operations.keras";
  const TestFolder folder;
  const LoadedModel once = load_model(path);
  save_model(once.model, folder.path() / "again.keras");
  const LoadedModel again = load_model(folder.path() / "again.keras");
  EXPECT_EQ(model_node(again.model).dump(), model_node(once.model).dump());
}

}  // namespace fovea
