// .keras archives against those of real Keras (tests/golden/keras_files) and through a round trip.
#include "fovea/formats/keras/archive.h"

#include <cstring>

#include "fovea/base/file.h"
#include "fovea/base/golden_test_support.h"
#include "fovea/base/test_support.h"
#include "fovea/data/zip_archive.h"
#include "fovea/formats/hdf5_file.h"
#include "fovea/formats/keras/extras.h"
#include "fovea/formats/model_file.h"
#include "fovea/layers/convolutional/conv.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/merging/elementwise.h"
#include "fovea/layers/normalization/batch_normalization.h"
#include "fovea/layers/pooling/global_pool.h"
#include "fovea/models/trainer.h"
#include "fovea/objectives/losses/cross_entropy.h"
#include "fovea/objectives/optimizers/adam.h"
#include "fovea/objectives/optimizers/sgd.h"
#include "fovea/objectives/schedules/decay.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

const fs::path golden_folder = fs::path(FOVEA_SOURCE_DIR) / "tests/golden/keras_files";

/// A folder that is gone when the test ends.
class KerasArchive : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) /
              (std::string("fovea_keras_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path path(const std::string& name = "model.keras") const { return folder_ / name; }

 private:
  fs::path folder_;
};

double sum(const Array& array) {
  double total = 0;
  for (const float value : array.values<float>()) total += static_cast<double>(value);
  return total;
}

void expect_close(const Array& received, const Array& expected, const std::string& what) {
  SCOPED_TRACE(what);
  expect_close(received, expected, 1e-4, 1e-5);
}

void expect_same_state(const Model& a, const Model& b) {
  const auto compare = [](const Variable& x, const Variable& y) {
    ASSERT_EQ(x.value.shape(), y.value.shape()) << x.path;
    EXPECT_EQ(std::memcmp(x.value.raw(), y.value.raw(), x.value.bytes()), 0) << x.path;
  };
  ASSERT_EQ(a.weights().size(), b.weights().size());
  for (std::size_t i = 0; i < a.weights().size(); ++i) compare(*a.weights()[i].variable, *b.weights()[i].variable);
  if (!a.compiled()) return;
  const auto &x = a.trainer().optimizer().variables(), &y = b.trainer().optimizer().variables();
  ASSERT_EQ(x.size(), y.size());
  for (std::size_t i = 0; i < x.size(); ++i) compare(*x[i], *y[i]);
}

Array ramp(const Shape& shape) {
  Array array(shape);
  std::size_t i = 0;
  for (float& value : array.values<float>()) value = static_cast<float>(i++ * 37 % 101) / 101.0f;
  return array;
}

/// Once it has loaded a file, Keras leaves the wrapper's name out of the paths of a layer within a layer.
void expect_path(std::string own, const std::string& keras) {
  for (const std::string wrapper : {"spectral_normalization/", "spectral_normalization_1/",
                                    "spectral_normalization_1_", "spectral_normalization_"})
    if (const auto at = own.find(wrapper); at != std::string::npos && keras.find(wrapper) == std::string::npos) {
      own.erase(at, wrapper.size());
      break;
    }
  EXPECT_EQ(own, keras);
}

void expect_equals_golden(const std::string& name) {
  const LoadedModel loaded = load_keras(golden_folder / (name + ".keras"));
  const Json golden = Json::parse(read_file(golden_folder / (name + ".json")), name);
  EXPECT_TRUE(loaded.warnings.empty()) << loaded.warnings.at(0);
  EXPECT_EQ(loaded.extras, SavedExtras());
  const auto& weights = golden.at("weights").as_list();
  ASSERT_EQ(loaded.model.weights().size(), weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Variable& variable = *loaded.model.weights()[i].variable;
    expect_path(variable.path, weights[i].at("path").as_string());
    EXPECT_NEAR(sum(variable.value), weights[i].at("sum").as_double(), 1e-5) << variable.path;
  }
  expect_close(loaded.model.predict(golden_arrays(golden.at("inputs"))), golden_array(golden.at("output")), name);
  ASSERT_TRUE(loaded.model.compiled());
  const auto& variables = golden.at("optimizer_variables").as_list();
  const auto& own = loaded.model.trainer().optimizer().variables();
  ASSERT_EQ(own.size(), variables.size());
  for (std::size_t i = 0; i < variables.size(); ++i) {
    expect_path(own[i]->path, variables[i].at("path").as_string());
    const Array expected = golden_array(variables[i].at("value")).cast(DType::f32);
    expect_close(own[i]->value.cast(DType::f32), expected, own[i]->path);
  }
}

TEST_F(KerasArchive, OpensAChainThatKerasTrained) { expect_equals_golden("sequential"); }
TEST_F(KerasArchive, OpensAGraphThatKerasTrained) { expect_equals_golden("branched"); }

TEST_F(KerasArchive, OpensLayersWithinLayersThatKerasTrained) { expect_equals_golden("wrapped"); }

TEST_F(KerasArchive, OpensLayersThatActInTrainingAlone) { expect_equals_golden("augmented"); }

TEST_F(KerasArchive, WhatKerasSavedIsSavedAgainUnchanged) {
  for (const char* name : {"sequential", "branched", "wrapped", "augmented"}) {
    const LoadedModel loaded = load_keras(golden_folder / (std::string(name) + ".keras"));
    save_keras(loaded.model, path());
    expect_same_state(loaded.model, load_keras(path()).model);
    const ZipReader theirs(golden_folder / (std::string(name) + ".keras")), ours(path());
    ASSERT_EQ(ours.entries().size(), theirs.entries().size());
    for (std::size_t i = 0; i < ours.entries().size(); ++i)
      EXPECT_EQ(ours.entries()[i].name, theirs.entries()[i].name);
    const Json a = Json::parse(ours.read("config.json"), "ours"),
               b = Json::parse(theirs.read("config.json"), "theirs");
    EXPECT_EQ(a.at("compile_config").at("metrics"), b.at("compile_config").at("metrics"));
    EXPECT_EQ(a.at("compile_config").as_object().size(), b.at("compile_config").as_object().size());
    const Hdf5Reader x(ours.read("model.weights.h5"), "ours"), y(theirs.read("model.weights.h5"), "theirs");
    EXPECT_EQ(x.children("layers"), y.children("layers"));
    EXPECT_EQ(x.children("optimizer/vars"), y.children("optimizer/vars"));
    for (const std::string& layer : y.children("layers"))
      EXPECT_EQ(x.read_string("layers/" + layer + "/vars", "name"),
                y.read_string("layers/" + layer + "/vars", "name"));
    EXPECT_EQ(x.read_string("vars", "name"), y.read_string("vars", "name"));
    EXPECT_EQ(x.read_string("optimizer/vars", "name"), y.read_string("optimizer/vars", "name"));
  }
}

TEST_F(KerasArchive, ATrainedModelComesBackWholeAndGoesOn) {
  const Sequential model({Input({6, 6, 1}), Conv2D({.filters = 3, .kernel_size = 3, .activation = "relu"}),
                          BatchNormalization(), GlobalAveragePooling2D(),
                          Dense({.units = 4, .activation = "softmax"})});
  model.set_run({.threads = 1, .seed = 3});
  model.compile({.optimizer = Adam({.learning_rate = 0.01}),
                 .loss = "sparse_categorical_crossentropy",
                 .metrics = {"accuracy"}});
  const Array x = ramp({8, 6, 6, 1}), y = Array::of<std::int64_t>({0, 1, 2, 3, 0, 1, 2, 3}, {8});
  for (int i = 0; i < 3; ++i) model.train_on_batch(x, y);
  const SavedExtras extras{{"a", "b", "c", "d"}, Json::Object{{"mode", "rescale"}}, "sparse"};
  save_keras(model, path(), extras);
  const LoadedModel loaded = load_keras(path());
  EXPECT_TRUE(loaded.warnings.empty());
  EXPECT_EQ(loaded.extras, extras);
  expect_same_state(model, loaded.model);
  loaded.model.set_run({.threads = 1, .seed = 3});
  for (int i = 0; i < 2; ++i) EXPECT_EQ(loaded.model.train_on_batch(x, y), model.train_on_batch(x, y));
  EXPECT_EQ(loaded.model.evaluate(x, y), model.evaluate(x, y));
}

TEST_F(KerasArchive, SeveralOutputsKeepTheirLossesAndMetrics) {
  const Tensor x = Input({4});
  const Tensor a = Dense({.units = 2, .activation = "softmax", .name = "a"})(x),
               b = Dense({.units = 1, .name = "b"})(x);
  const Model model(x, {a, b});
  MetricChoice mse("mse");
  mse.output = "b";
  model.compile({.optimizer = SGD({.learning_rate = ExponentialDecay(
                                       {.initial_learning_rate = 0.1, .decay_steps = 10, .decay_rate = 0.9}),
                                   .momentum = 0.9}),
                 .loss = {{"a", CategoricalCrossentropy({.label_smoothing = 0.1})}, {"b", "mse"}},
                 .loss_weights = {{"a", 1.0}, {"b", 0.25}},
                 .metrics = {"accuracy", mse}});
  save_keras(model, path());
  const Json compile = Json::parse(ZipReader(path()).read("config.json"), "config").at("compile_config");
  EXPECT_EQ(compile.at("metrics").dump(), R"({"a":["accuracy"],"b":["accuracy","mse"]})");
  EXPECT_EQ(compile.at("loss").at("b").as_string(), "mean_squared_error");
  const Model again = load_keras(path()).model;
  const Array data = ramp({4, 4}), labels = Array::of<float>({1, 0, 0, 1, 1, 0, 0, 1}, {4, 2}), values = ramp({4, 1});
  const ArrayList both{labels, values};
  EXPECT_EQ(again.evaluate(data, both), model.evaluate(data, both));
  EXPECT_EQ(again.train_on_batch(data, both), model.train_on_batch(data, both));
  EXPECT_EQ(again.train_on_batch(data, both), model.train_on_batch(data, both));
  expect_same_state(model, again);
}

TEST_F(KerasArchive, NestedModelsKeepTheirPaths) {
  const Tensor x = Input({6, 6, 2});
  const Conv2D shared({.filters = 2, .kernel_size = 1});
  const Model inner(x, Add()({shared(x), Conv2D({.filters = 2, .kernel_size = 1})(x)}));
  const Tensor photo = Input({6, 6, 2});
  const Sequential head({GlobalAveragePooling2D(), Dense({.units = 2})});
  const Model model(photo, head(inner(Conv2D({.filters = 2, .kernel_size = 1})(shared(photo)))));
  model.initialize(5);
  save_keras(model, path());
  const Hdf5Reader file(ZipReader(path()).read("model.weights.h5"), "weights");
  // The shared layer was met in the outer model, but counts: real Keras 3.15 writes this very path.
  EXPECT_TRUE(file.is_dataset("layers/functional/layers/conv2d_1/vars/0"));
  EXPECT_TRUE(file.is_dataset("layers/sequential/layers/dense/vars/1"));
  const LoadedModel loaded = load_keras(path());
  expect_same_state(model, loaded.model);
  EXPECT_FALSE(loaded.model.compiled());
  EXPECT_EQ(loaded.model.count_params(), model.count_params());
}

/// A copy of an archive with one entry changed; an empty name leaves it out.
void rewrite(const fs::path& from, const fs::path& to, const std::string& entry,
             const std::function<std::string(std::string)>& change) {
  const ZipReader old(from);
  fs::remove(to);
  ZipWriter archive(to);
  for (const ZipEntry& e : old.entries()) {
    std::string content = e.name == entry ? change(old.read(e.name)) : old.read(e.name);
    if (e.name != entry || !content.empty()) archive.add(e.name, std::move(content));
  }
  archive.finish();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST_F(KerasArchive, BrokenArchivesAreRefusedWithTheirName) {
  const fs::path good = golden_folder / "sequential.keras";
  rewrite(good, path(), "config.json",
          [](const std::string& text) { return replaced(text, R"("units": 3)", R"("units": 4)"); });
  std::string text = error_of(ErrorKind::format, [&] { load_keras(path()); });
  EXPECT_NE(text.find("model.keras: model.weights.h5: its weights do not fit its config."), std::string::npos)
      << text;
  EXPECT_NE(text.find("layers/dense/vars/1 (dense/bias): expected (4,), received (3,)"), std::string::npos) << text;
  rewrite(good, path(), "config.json",
          [](const std::string& text) { return replaced(text, R"("units": 3)", R"("units": 0)"); });
  error_of(ErrorKind::format, [&] { load_keras(path()); });
  rewrite(good, path(), "config.json", [](const std::string& text) { return text.substr(0, 100); });
  error_of(ErrorKind::format, [&] { load_keras(path()); });
  for (const char* entry : {"config.json", "model.weights.h5"}) {
    rewrite(good, path(), entry, [](const std::string&) { return ""; });
    EXPECT_NE(error_of(ErrorKind::format, [&] { load_keras(path()); }).find(std::string(entry) + " is missing"),
              std::string::npos);
  }
  error_of(ErrorKind::unreadable, [&] { load_keras(path("none.keras")); });
}

TEST_F(KerasArchive, WithoutItsLossAModelComesBackUncompiled) {
  rewrite(golden_folder / "sequential.keras", path(), "config.json",
          [](const std::string& text) { return replaced(text, R"("loss": "sparse_)", R"("loss": "my_)"); });
  const LoadedModel loaded = load_keras(path());
  EXPECT_FALSE(loaded.model.compiled());
  ASSERT_EQ(loaded.warnings.size(), 1u);
  EXPECT_NE(loaded.warnings[0].find("the model was not compiled. loss 'my_categorical_crossentropy' is not known"),
            std::string::npos)
      << loaded.warnings[0];
}

TEST_F(KerasArchive, AFailedSaveLeavesTheOldFile) {
  write_file(path(), "old");
  const Tensor middle = Dense({.units = 2})(Input({3}));
  error_of(ErrorKind::unsupported, [&] { save_keras(Model(middle, Dense({.units = 2})(middle)), path()); });
  EXPECT_EQ(read_file(path()), "old");
}

TEST_F(KerasArchive, FilesAreKnownByTheirContent) {
  fs::copy_file(golden_folder / "sequential.keras", path("model.bin"));
  EXPECT_EQ(load_model(path("model.bin")).model.count_params(),
            load_keras(golden_folder / "sequential.keras").model.count_params());
  write_file(path("model.json"), ZipReader(golden_folder / "branched.keras").read("config.json"));
  EXPECT_EQ(load_model(path("model.json")).model.outputs()[0].shape(), (Shape{None, 3}));
  write_file(path("model.layers"), "Input((4,))\nDense(3)\n");
  EXPECT_EQ(load_model(path("model.layers")).model.count_params(), 15);
  write_file(path("model.keras"), "\x89HDF\r\n\x1a\n");
  EXPECT_NE(error_of(ErrorKind::format, [&] { load_model(path("model.keras")); }).find("damaged HDF5"),
            std::string::npos);
  write_file(path("model.keras"), "nothing");
  error_of(ErrorKind::unsupported, [&] { load_model(path("model.keras")); });
  write_file(path("model.keras"), "");
  error_of(ErrorKind::unreadable, [&] { load_model(path("model.keras")); });
  error_of(ErrorKind::unreadable, [&] { load_model(path("none")); });
  error_of(ErrorKind::unsupported, [&] { load_model(path(".")); });
  error_of(ErrorKind::usage, [&] { save_model(Sequential({Input({3}), Dense({.units = 1})}), path("model.onnx")); });
}

}  // namespace
}  // namespace fovea
