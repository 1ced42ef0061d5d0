// Files of older Keras, and other forms than one archive: what real Keras wrote (legacy_* and forms_* of
// tests/golden/keras_files) predicts and trains on as there.
#include <algorithm>
#include <numeric>

#include "fovea/base/golden_test_support.h"
#include "fovea/base/test_support.h"
#include "fovea/data/test_folder.h"
#include "fovea/formats/compare.h"
#include "fovea/formats/hdf5_file.h"
#include "fovea/formats/model_file.h"
#include "fovea/models/config.h"
#include "fovea/models/trainer.h"

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

std::vector<Json> all_cases() {
  std::vector<Json> all;
  for (const char* document : {"keras_files/legacy.json", "keras_files/forms.json"})
    for (const Json& item : golden_cases(FOVEA_SOURCE_DIR, document)) all.push_back(item);
  return all;
}

/// What a Keras 1 file of one layer holds, as its version 1.2 wrote it.
std::string keras1_file(const std::string& class_name, const std::string& arguments,
                        const std::vector<std::pair<std::string, Array>>& weights = {}) {
  Hdf5Writer file;
  file.write_string("", "keras_version", "1.2.2");
  file.write_string("", "backend", "tensorflow");
  file.write_string("", "model_config",
                    R"({"class_name":"Sequential","config":[{"class_name":")" + class_name +
                        R"(","config":{"name":"q","trainable":true,"batch_input_shape":[null,4,5,2],)" + arguments +
                        "}}]}");
  file.create_group("model_weights");
  file.write_string_list("model_weights", "layer_names", {"q"});
  file.create_group("model_weights/q");
  std::vector<std::string> names;
  for (const auto& [name, values] : weights) names.push_back(name);
  file.write_string_list("model_weights/q", "weight_names", names);
  for (const auto& [name, values] : weights) file.write("model_weights/q/" + name, values);
  return file.finish();
}

}  // namespace

TEST(LegacyForms, PredictAsWhereTheyComeFrom) {
  for (const Json& item : all_cases()) {
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
  for (const Json& item : all_cases()) {
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
  EXPECT_EQ(compared, 34);
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

TEST(LegacyForms, NadamsProductOfMomentaFollowsFromTheUpdates) {
  const float product = 0.9f * (1 - 0.5f * 0.96f) * 0.9f * (1 - 0.5f * 0.96f * 0.96f);
  std::vector<Arrays> states;
  for (const char* name : {"legacy_nadam.h5", "legacy_nadam.keras"}) {
    const Model model = load_model(golden_folder / name).model;
    EXPECT_EQ(model.trainer().optimizer().iterations(), 2);
    Arrays& state = states.emplace_back();
    for (const VariablePtr& variable : model.trainer().optimizer().variables()) state.push_back(variable->value);
    EXPECT_NEAR(state.back().values<float>()[0], product, 1e-6);
    EXPECT_NE(state[2].values<float>()[0], 0);
  }
  ASSERT_EQ(states[0].size(), 15u);
  for (std::size_t i = 0; i < states[0].size(); ++i) expect_close(states[0][i], states[1][i], 0, 0);
}

/// What is called how: the calls of a functional model.
std::string calls(const Model& model) {
  std::string text;
  const Json whole = model_node(model);
  for (const Json& node : whole.at("config").at("layers").as_list()) text += node.at("inbound_nodes").dump();
  return text;
}

TEST(LegacyForms, ArgumentsOfCallsComeBackFromEveryForm) {
  const TestFolder folder;
  for (const char* name : {"legacy_training.h5", "legacy_training.keras"})
    for (const char* form : {"again.keras", "again.h5", "again.json"}) {
      const Model once = load_model(golden_folder / name).model;
      save_model(once, folder / form);
      EXPECT_NE(calls(once).find(R"("kwargs":{"training":true})"), std::string::npos);
      EXPECT_EQ(calls(load_model(folder / form).model), calls(once)) << name << " as " << form;
    }
}

TEST(LegacyForms, HardSigmoidStaysThatOfKeras2) {
  const TestFolder folder;
  const Model model = load_model(golden_folder / "legacy_nadam.h5").model;
  const Array x = Array::of<float>({1, -1, 2, 0, 3, -2}, {1, 6}), expected = model.predict(x);
  for (const char* form : {"again.keras", "again.h5", "again.layers"}) {
    save_model(model, folder / form);
    Model again = load_model(folder / form).model;
    again.set_weights(model.get_weights());
    expect_close(again.predict(x), expected, 1e-6, 1e-7);
  }
  const Hdf5Reader file(folder / "again.h5");
  EXPECT_NE(file.read_string("", "model_config").find(R"("activation":"hard_sigmoid")"), std::string::npos);
  // Under the same word Keras 3 has another function.
  const std::string chain = R"({"class_name":"Sequential","config":{"name":"s","layers":[
      {"class_name":"InputLayer","config":{"batch_shape":[null,1],"name":"x"}},
      {"class_name":"Activation","config":{"name":"a","activation":"hard_sigmoid"}}]})";
  const Array one = Array::of<float>({1}, {1, 1});
  EXPECT_FLOAT_EQ(parse_model(chain + "}", "m.json").model.predict(one).values<float>()[0], 4.f / 6);
  EXPECT_FLOAT_EQ(
      parse_model(chain + R"(,"keras_version":"2.15.0"})", "m.json").model.predict(one).values<float>()[0], 0.7f);
}

TEST(LegacyForms, ARandomCropStaysThatOfKeras2) {
  const TestFolder folder;
  const Model model = load_model(golden_folder / "legacy_crop.h5").model;
  EXPECT_EQ(model.get_layer(0).base().class_name(), "Pipeline");
  Array x({1, 7, 10, 3}, DType::f32);
  std::iota(x.values<float>().begin(), x.values<float>().end(), 0.f);
  const Array expected = model.predict(x);
  for (const char* form : {"again.keras", "again.h5"}) {
    save_model(model, folder / form);
    expect_close(load_model(folder / form).model.predict(x), expected, 1e-6, 1e-7);
  }
  const std::string written = Hdf5Reader(folder / "again.h5").read_string("", "model_config");
  EXPECT_NE(written.find(R"("class_name":"RandomCrop")"), std::string::npos) << written;
  EXPECT_EQ(written.find("Resizing"), std::string::npos) << written;
}

TEST(LegacyForms, WhatTrainingMeansElsewhereIsTold) {
  const TestFolder folder;
  const Model model = load_model(golden_folder / "legacy_training.h5").model;
  EXPECT_TRUE(left_out(model, {}, "m.h5").empty());
  ASSERT_EQ(left_out(model, {}, "m.keras").size(), 1u);
  EXPECT_EQ(
      left_out(model, {}, "m.keras")[0],
      "the effect of training= in calls of Sequential 'base', BatchNormalization 'by_batch', Dropout 'dropout_1': "
      "Keras 3 goes by what the model runs for");
  save_model(model, folder / "again.keras");
  const Model overruled = load_model(folder / "again.keras").model;
  EXPECT_TRUE(left_out(overruled, {}, "m.keras").empty());
  const ModelDifferences differences = compare_models({.model = model}, {.model = overruled});
  EXPECT_EQ(differences.arguments.size(), 5u);  // three layers of 'base', one is called by the batch, one never drops
  EXPECT_EQ(left_out(overruled, {}, "m.h5").size(), 1u);
}

TEST(LegacyForms, ArgumentsOfKeras1AreUnderstood) {
  const auto shape = [](const std::string& padding) {
    const LoadedModel loaded =
        parse_model(keras1_file("ZeroPadding2D", "\"dim_ordering\":\"tf\",\"padding\":" + padding), "padded.h5");
    EXPECT_TRUE(loaded.warnings.empty()) << loaded.warnings[0];
    return to_string(loaded.model.output().shape());
  };
  EXPECT_EQ(shape("[1,2]"), "(None, 6, 9, 2)");
  EXPECT_EQ(shape("[1,2,3,4]"), "(None, 7, 12, 2)");
  EXPECT_EQ(shape(R"({"left_pad":3,"right_pad":4,"top_pad":1,"bottom_pad":2})"), "(None, 7, 12, 2)");
  const LoadedModel slopes =
      parse_model(keras1_file("PReLU", R"("init":"zero","shared_axes":[1,2])", {{"q_a", Array({1, 1, 2})}}), "p.h5");
  EXPECT_TRUE(slopes.warnings.empty()) << slopes.warnings[0];
  const LoadedModel separable = parse_model(
      keras1_file("SeparableConvolution2D",
                  R"("nb_filter":3,"nb_row":3,"nb_col":3,"init":"he_normal","bias":false,"dim_ordering":"tf")",
                  {{"q_d", Array({3, 3, 2, 1})}, {"q_p", Array({1, 1, 2, 3})}}),
      "s.h5");
  EXPECT_TRUE(separable.warnings.empty()) << separable.warnings[0];
  const Json config = model_node(separable.model).at("config").at("layers").as_list().back().at("config");
  for (const char* key : {"depthwise_initializer", "pointwise_initializer"})
    EXPECT_EQ(config.at(key).at("class_name"), Json("HeNormal")) << key;
}

TEST(LegacyForms, AKernelOfKeras1IsMeasuredAsItIsTurned) {
  const std::string arguments =
      R"("nb_filter":3,"nb_row":2,"nb_col":2,"bias":false,"dim_ordering":"tf","output_shape":[null,5,6,3])";
  const auto load = [&](const Shape& kernel) {
    return parse_model(keras1_file("Deconvolution2D", arguments, {{"q_W", Array(kernel)}}), "d.h5").model;
  };
  EXPECT_EQ(load({2, 2, 2, 3}).count_params(), 24);
  const std::string text = error_of(ErrorKind::format, [&] { load({2, 2, 3, 2}); });
  EXPECT_NE(text.find("d.h5: its weights do not fit the model."), std::string::npos) << text;
  EXPECT_NE(
      text.find("q/q_W (q/kernel): expected (2, 2, 3, 2), received (2, 2, 3, 2), which is turned into (2, 2, 2, 3)"),
      std::string::npos)
      << text;
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
