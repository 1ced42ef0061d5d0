// What compile() was given, in files of several Kerases.
#include "fovea/formats/keras/compile_config.h"

#include "fovea/base/test_support.h"
#include "fovea/data/test_folder.h"
#include "fovea/formats/hdf5_file.h"
#include "fovea/formats/model_file.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/models/legacy_config.h"
#include "fovea/models/trainer.h"
#include "fovea/objectives/losses/regression.h"

namespace fovea {
namespace {

using Names = std::vector<std::string>;

Model two_outputs() {
  const Tensor x = Input({3});
  return {x, {Dense({.units = 2, .activation = "softmax", .name = "a"})(x), Dense({.units = 1, .name = "b"})(x)}};
}

/// What evaluate() calls its results.
Names results(const Model& model) {
  Names names;
  for (const auto& result :
       model.evaluate(Array({4, 3}), Arrays{Array({4, 2}), Array({4, 1})}, {.sample_weight = Array({4})}))
    names.push_back(result.first);
  return names;
}

/// A model of two outputs, compiled as a file says.
Model compiled(const std::string& text, bool keras2) {
  const Model model = two_outputs();
  const Names outputs = output_names(model.network());
  std::vector<std::string> warnings;
  const Json config = keras3_compile_config(Json::parse(text, "test"), keras2 ? &outputs : nullptr);
  EXPECT_TRUE(compile_from_config(model, config, warnings));
  EXPECT_TRUE(warnings.empty()) << warnings[0];
  return model;
}

std::string training_config(const std::string& loss, const std::string& metrics) {
  return R"({"optimizer_config": {"class_name": "SGD", "config": {}}, "loss": )" + loss + R"(, "metrics": )" +
         metrics + "}";
}

/// As tf_keras writes a metric of an output.
std::string wrapped(const std::string& name, const std::string& function) {
  return R"({"class_name": "MeanMetricWrapper", "config": {"name": ")" + name + R"(", "dtype": "float32", "fn": ")" +
         function + "\"}}";
}

Json attribute(const std::filesystem::path& path) {
  return Json::parse(Hdf5Reader(path).read_string("", "training_config"), "training_config");
}

}  // namespace

TEST(CompileConfig, Keras2sFlatListOfMetricsIsForEveryOutput) {
  const Names all{"loss", "a_loss", "b_loss", "a_mae", "a_mse", "a_acc", "b_mae", "b_mse", "b_acc"};
  EXPECT_EQ(results(compiled(training_config("\"mse\"", R"(["mae", "mse", "acc"])"), true)), all);
  const Names one{"loss", "a_loss", "b_loss", "a_mae", "b_mae"};
  EXPECT_EQ(results(compiled(training_config("\"mse\"", R"(["mae"])"), true)), one);
  EXPECT_EQ(results(compiled(training_config("\"mse\"", R"([["mae"], "mse"])"), true)),
            (Names{"loss", "a_loss", "b_loss", "a_mae", "b_mse"}));
  // Keras 3 means one for each.
  EXPECT_EQ(results(compiled(training_config("\"mse\"", R"(["mae", "mse"])"), false)),
            (Names{"loss", "a_loss", "b_loss", "a_mae", "b_mse"}));
}

TEST(CompileConfig, Keras2sNamesOfOutputsAreNoPartOfItsMetrics) {
  const std::string metrics =
      "[[" + wrapped("a_accuracy", "categorical_accuracy") + "], [" + wrapped("b_mae", "mean_absolute_error") + "]]";
  const Model model = compiled(training_config(R"({"a": "categorical_crossentropy", "b": "mse"})", metrics), true);
  EXPECT_EQ(results(model), (Names{"loss", "a_loss", "b_loss", "a_accuracy", "b_mae"}));
  const TestFolder folder;
  save_model(model, folder / "m.h5");
  const Json::List written = attribute(folder / "m.h5").at("metrics").as_list();
  ASSERT_EQ(written.size(), 2u);
  EXPECT_EQ(written[0].as_list()[0].at("config").at("name"), Json("a_accuracy"));
  EXPECT_EQ(written[1].as_list()[0].at("config").at("name"), Json("b_mae"));
  EXPECT_EQ(results(load_model(folder / "m.h5").model), results(model));
  EXPECT_EQ(results(compiled(training_config("\"mse\"", R"({"b": )" + wrapped("b_mae", "mean_absolute_error") + "}"),
                             true)),
            (Names{"loss", "a_loss", "b_loss", "b_mae"}));
}

TEST(CompileConfig, OutputsWithoutALossAreNamed) {
  const Model model = compiled(training_config(R"(["mse", null])", R"([["mae"], null])"), false);
  const Json loss = compile_config(model).at("loss");
  EXPECT_EQ(loss.at("a"), Json("mean_squared_error"));
  EXPECT_TRUE(loss.at("b").is_null());
  EXPECT_EQ(results(model), (Names{"loss", "a_mae"}));
  const TestFolder folder;
  for (const char* name : {"m.keras", "m.h5"}) {
    save_model(model, folder / name);
    EXPECT_EQ(results(load_model(folder / name).model), results(model)) << name;
  }
}

TEST(CompileConfig, WeightedMetricsStayWeighted) {
  const Model model = compiled(
      R"({"optimizer_config": {"class_name": "SGD", "config": {}}, "loss": "mse", "weighted_metrics": [["mae"], ["mse"]]})",
      false);
  const auto weighted = [](const Model& compiled_model) {
    return std::ranges::count(compiled_model.trainer().compile_options().metrics, true, &MetricChoice::weighted);
  };
  EXPECT_EQ(weighted(model), 2);
  EXPECT_TRUE(compile_config(model).at("metrics").is_null());
  const TestFolder folder;
  for (const char* name : {"m.keras", "m.h5"}) {
    save_model(model, folder / name);
    const Model again = load_model(folder / name).model;
    EXPECT_EQ(weighted(again), 2) << name;
    EXPECT_EQ(results(again), (Names{"loss", "a_loss", "b_loss", "a_mae", "b_mse"})) << name;
  }
}

TEST(CompileConfig, HubersDeltaIsKept) {
  const Sequential model({Input({3}), Dense({.units = 1})});
  model.compile({.optimizer = "sgd", .loss = Huber({.delta = 0.5})});
  EXPECT_EQ(compile_config(model).at("loss").at("config").at("delta"), Json(0.5));
  const TestFolder folder;
  for (const char* name : {"m.keras", "m.h5"}) {
    save_model(model, folder / name);
    EXPECT_EQ(compile_config(load_model(folder / name).model).at("loss").at("config").at("delta"), Json(0.5)) << name;
  }
}

}  // namespace fovea
