// Files in Keras 2's form against those that real tf_keras wrote of the same models (tests/golden/keras_files).
#include "fovea/formats/keras/hdf5_model.h"

#include <algorithm>
#include <set>

#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
#include "fovea/data/test_folder.h"
#include "fovea/formats/compare.h"
#include "fovea/formats/hdf5_file.h"
#include "fovea/formats/layers_file.h"
#include "fovea/formats/model_file.h"
#include "fovea/layers/activations/activation.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/merging/custom_scale_layer.h"
#include "fovea/layers/merging/elementwise.h"
#include "fovea/models/config.h"
#include "fovea/models/trainer.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

const fs::path golden_folder = fs::path(FOVEA_SOURCE_DIR) / "tests/golden/keras_files";

class Hdf5Model : public ::testing::Test {
 protected:
  fs::path path(const std::string& name) const { return folder_.path() / name; }
  LoadedModel saved(const Model& model, const std::string& name, const SavedExtras& extras = {}) const {
    save_model(model, path(name), extras);
    return load_model(path(name));
  }
  TestFolder folder_;
};

/// Groups, datasets and their bytes, lists of names.
void expect_same_content(const Hdf5Reader& received, const Hdf5Reader& expected, const std::string& group) {
  ASSERT_TRUE(received.is_group(group)) << group;
  ASSERT_EQ(received.children(group), expected.children(group)) << group;
  for (const char* list : {"weight_names", "layer_names"}) {
    if (!expected.has_attribute(group, list)) continue;
    EXPECT_EQ(received.read_string_list(group, list), expected.read_string_list(group, list)) << group;
  }
  for (const std::string& name : expected.children(group)) {
    const std::string inner = group + "/" + name;
    if (expected.is_group(inner)) {
      expect_same_content(received, expected, inner);
      continue;
    }
    const Array a = received.read(inner), b = expected.read(inner);
    ASSERT_EQ(a.dtype(), b.dtype()) << inner;
    ASSERT_EQ(to_string(a.shape()), to_string(b.shape())) << inner;
    EXPECT_TRUE(std::equal(a.raw(), a.raw() + a.bytes(), b.raw())) << inner;
  }
}

/// Every member of `received` is in `expected` with its value; names of those that it leaves out go to `missing`.
void expect_part(const Json& received, const Json& expected, const std::string& where,
                 std::set<std::string>& missing) {
  if (received.is_object() && expected.is_object()) {
    for (const auto& [key, value] : received.as_object()) {
      // tf_keras takes these and writes them only where they are used.
      if (key.starts_with("renorm") || key == "synchronized") continue;
      ASSERT_NE(expected.find(key), nullptr) << where << "." << key;
      expect_part(value, expected.at(key), where + "." + key, missing);
    }
    for (const auto& member : expected.as_object())
      if (received.find(member.first) == nullptr) missing.insert(member.first);
  } else if (where.ends_with("put_layers") && expected.as_list().size() == 1) {
    EXPECT_EQ(received, expected.as_list()[0]) << where;  // one place: a list more there
  } else if (received.is_list() && expected.is_list()) {
    ASSERT_EQ(received.as_list().size(), expected.as_list().size()) << where;
    for (std::size_t i = 0; i < expected.as_list().size(); ++i)
      expect_part(received.as_list()[i], expected.as_list()[i], where + "[" + std::to_string(i) + "]", missing);
  } else if (received.is_number() && expected.is_list() && expected.as_list().size() == 1) {
    EXPECT_EQ(received, expected.as_list()[0]) << where;  // axis
  } else if (received.is_number() && expected.is_number()) {
    EXPECT_EQ(received.as_double(), expected.as_double()) << where;
  } else {
    EXPECT_EQ(received.dump(), expected.dump()) << where;
  }
}

Json attribute(const Hdf5Reader& file, const char* name) { return Json::parse(file.read_string("", name), name); }

const SavedExtras some_extras{.classes = {"cat", "dog", "owl"}, .preprocess = Json::Object{{"mode", "tf"}}};

}  // namespace

TEST_F(Hdf5Model, IsWhatTfKerasWrote) {
  for (const char* name : {"legacy_adam.h5", "legacy_rmsprop.h5", "legacy_sgd.h5", "keras2_nested.h5"}) {
    SCOPED_TRACE(name);
    const LoadedModel original = load_model(golden_folder / name);
    EXPECT_TRUE(original.warnings.empty());
    save_model(original.model, path("own.h5"));
    const Hdf5Reader own(path("own.h5")), keras(golden_folder / name);
    EXPECT_EQ(own.read_string("", "keras_version"), "2.15.0");
    EXPECT_EQ(own.read_string("", "backend"), "tensorflow");
    EXPECT_FALSE(own.has_attribute("", "fovea"));
    expect_same_content(own, keras, "model_weights");
    std::set<std::string> missing;
    expect_part(attribute(own, "model_config"), attribute(keras, "model_config"), "model_config", missing);
    // What has a default, or is told by the input layer.
    for (const char* key :
         {"module", "registered_name", "optional", "groups", "batch_input_shape", "activity_regularizer"})
      missing.erase(key);
    EXPECT_TRUE(missing.empty()) << *missing.begin();
    if (!keras.has_attribute("", "training_config")) continue;
    expect_same_content(own, keras, "optimizer_weights");
    const Json optimizer = attribute(own, "training_config").at("optimizer_config"),
               expected = attribute(keras, "training_config").at("optimizer_config");
    EXPECT_EQ(optimizer.at("class_name"), expected.at("class_name"));
    for (const auto& [key, value] : optimizer.at("config").as_object())
      if (key != "name") expect_part(value, expected.at("config").at(key), key, missing);
  }
}

TEST_F(Hdf5Model, ComesBackWhole) {
  for (const char* name : {"sequential.keras", "branched.keras", "legacy_rmsprop.h5", "keras2_nested.h5"}) {
    SCOPED_TRACE(name);
    LoadedModel original = load_model(golden_folder / name);
    original.extras = some_extras;
    const LoadedModel again = saved(original.model, "own.h5", some_extras);
    EXPECT_TRUE(again.warnings.empty()) << again.warnings[0];
    ModelDifferences differences = compare_models(original, again);
    // The optimizer is known by its class there.
    std::erase_if(differences.compile,
                  [](const DifferentArgument& difference) { return difference.argument == "name"; });
    EXPECT_TRUE(differences.none());
    EXPECT_GT(differences.weights_compared, 0);
  }
}

TEST_F(Hdf5Model, NamesTheMetricThatAccuracyStandsFor) {
  const auto metric = [&](const char* units, const char* loss) {
    const Model model = read_layers(std::string("Input((3,))\nDense(") + units + ")\n", "net.layers");
    model.compile({.optimizer = "sgd", .loss = loss, .metrics = {"acc"}});
    save_model(model, path("compiled.h5"));
    return attribute(Hdf5Reader(path("compiled.h5")), "training_config").at("metrics").as_list().at(0);
  };
  EXPECT_EQ(metric("4", "sparse_categorical_crossentropy").at("class_name"), Json("SparseCategoricalAccuracy"));
  EXPECT_EQ(metric("4", "categorical_crossentropy").at("class_name"), Json("CategoricalAccuracy"));
  EXPECT_EQ(metric("1", "binary_crossentropy").at("class_name"), Json("BinaryAccuracy"));
  EXPECT_EQ(metric("1", "binary_crossentropy").at("config").at("name"), Json("acc"));
}

TEST_F(Hdf5Model, RefusesAllThatKeras2LacksAtOnce) {
  const std::string bad =
      "Input((2, 4, 6))\nRMSNormalization(name='norm')\nDense(4, activation='glu', name='half')\n"
      "Softmax(axis=[1, 2], name='both')\n";
  write_file(path("model.h5"), "old");
  const Model model = read_layers(bad, "bad.layers");
  const std::string error = error_of(ErrorKind::unsupported, [&] { save_model(model, path("model.h5")); });
  for (const char* part : {"RMSNormalization 'norm'", "Dense 'half': activation=\"glu\"",
                           "Softmax 'both': axis=[1,2]", "Save the model as .keras"})
    EXPECT_NE(error.find(part), std::string::npos) << error;
  EXPECT_EQ(read_file(path("model.h5")), "old");
}

TEST_F(Hdf5Model, RefusesALayerOfTwoModelsAndAnUnbuiltChain) {
  const Dense shared({.units = 3, .name = "shared"});
  const Tensor x = Input({3}), inner_x = Input({3});
  const Model inner(inner_x, shared(inner_x), "inner");
  const std::string error = error_of(ErrorKind::unsupported, [&] {
    save_model(Model(x, Add()({shared(x), inner(x)})), path("model.h5"));
  });
  EXPECT_NE(error.find("Dense 'shared': stands in several models"), std::string::npos) << error;
  error_of(ErrorKind::usage, [&] { save_model(Sequential({Dense({.units = 1})}), path("model.h5")); });
  EXPECT_FALSE(fs::exists(path("model.h5")));
}

TEST_F(Hdf5Model, SaysWhatEachFormLeavesOut) {
  const Model model = load_model(golden_folder / "sequential.keras").model;
  using Names = std::vector<std::string>;
  EXPECT_EQ(left_out(model, some_extras, "m.keras"), Names{});
  EXPECT_EQ(left_out(model, some_extras, "m.hdf5"), Names{});
  EXPECT_EQ(left_out(model, some_extras, "m.weights.h5"),
            (Names{"layers and their connections", "compile settings", "class names", "preprocessing of inputs"}));
  EXPECT_EQ(left_out(model, {}, "m.json"), (Names{"weights", "optimizer state"}));
  EXPECT_EQ(left_out(model, {}, "m.layers"), (Names{"weights", "compile settings", "optimizer state"}));
  error_of(ErrorKind::usage, [&] { left_out(model, {}, "m.onnx"); });
  EXPECT_EQ(left_out(load_model(golden_folder / "optimizer_lamb.keras").model, {}, "m.h5"),
            (Names{"optimizer Lamb", "compile settings", "optimizer state"}));
  EXPECT_EQ(left_out(load_model(golden_folder / "optimizer_nadam.keras").model, {}, "m.h5"),
            Names{"product of Nadam's momenta"});
  const LoadedModel nested = load_model(golden_folder / "keras2_nested.h5");
  ASSERT_EQ(left_out(nested.model, {}, "m.h5").size(), 1u);
  EXPECT_NE(left_out(nested.model, {}, "m.h5")[0].find("Keras 3.15"), std::string::npos);
}

TEST_F(Hdf5Model, JsonAndWeightsTogetherAreTheModel) {
  for (const char* name : {"sequential.keras", "branched.keras", "keras2_nested.h5"}) {
    SCOPED_TRACE(name);
    const LoadedModel original = load_model(golden_folder / name);
    save_model(original.model, path("model.json"));
    save_model(original.model, path("model.weights.h5"));
    EXPECT_FALSE(load_model(path("model.json")).has_weights);
    const LoadedModel again = load_model(path("model.json"), {.weights = path("model.weights.h5")});
    const ModelDifferences differences = compare_models(original, again);
    EXPECT_TRUE(differences.weights.empty() && differences.arguments.empty() && differences.only_in_a.empty());
    EXPECT_GT(differences.weights_compared, 0);
  }
}

TEST_F(Hdf5Model, ALayerThatTfKerasRegistersIsWrittenUnderItsName) {
  const Tensor x = Input({4});
  const Model model(x, CustomScaleLayer({.scale = 0.5})({x, Dense({.units = 4})(x)}));
  const LoadedModel loaded = saved(model, "a.h5");
  const Json config = attribute(Hdf5Reader(path("a.h5")), "model_config");
  EXPECT_EQ(config.at("config").at("layers").as_list().back().at("class_name"), Json("Custom>CustomScaleLayer"));
  EXPECT_EQ(model_node(loaded.model), model_node(model));
  EXPECT_EQ(left_out(model, {}, "a.h5").size(), 1u);
  EXPECT_EQ(left_out(model, {}, "a.keras").size(), 0u);
}

}  // namespace fovea
