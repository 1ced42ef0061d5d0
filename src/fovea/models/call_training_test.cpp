// Keras' argument `training` of a call: in models of C++, of Keras 2 and of Keras 3.
#include <gtest/gtest.h>

#include "fovea/base/golden_test_support.h"
#include "fovea/base/test_support.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/normalization/batch_normalization.h"
#include "fovea/layers/regularization/dropout.h"
#include "fovea/models/config.h"

namespace fovea {
namespace {

const Array x = Array::of<float>({1, 3}, {2, 1});
/// What BatchNormalization makes of it by the batch's mean 2 and variance 1, and by the moving ones, 0 and 1.
const std::vector<float> by_batch{-0.9995f, 0.9995f}, by_moving{0.9995f, 2.9985f};

void expect_values(const Array& received, const std::vector<float>& expected) {
  expect_close(received, Array::of(std::span(expected), {2, 1}), 1e-4, 1e-4);
}

float moving_mean(const Model& model) {
  for (const Weight& weight : model.weights())
    if (weight.variable->name == "moving_mean") return weight.variable->value.values<float>()[0];
  return -1;
}

/// After one training step, which moves what it starts from, 0.
bool moves(const Model& model) {
  model.compile({.optimizer = "sgd", .loss = "mse"});
  model.train_on_batch(x, x);
  return moving_mean(model) != 0;
}

Model base(const CallTraining& inner = {}) {
  const Tensor input = Input({1});
  return {input, BatchNormalization({.name = "bn"}).call(input, inner), "base"};
}

Model around(const Model& nested, const CallTraining& training) {
  const Tensor input = Input({1});
  return {input, nested.call(input, training)};
}

Model read(const std::string& text, std::vector<std::string>& warnings) {
  return model_from_config(Json::parse(text, "test"), warnings);
}

/// A model of BatchNormalization alone as Keras 3 or (calls in nested lists) Keras 2 writes it.
Model from_file(bool keras3, const std::string& training) {
  const std::string call =
      keras3 ? R"({"args": [{"class_name": "__keras_tensor__", "config": {"shape": [null, 1], "dtype": "float32",
                "keras_history": ["x", 0, 0]}}], "kwargs": {"training": )" +
                   training + "}}"
             : R"([["x", 0, 0, {"training": )" + training + "}]]";
  std::vector<std::string> warnings;
  const Model model = read(R"({"class_name": "Functional", "config": {"name": "f", "layers": [
      {"class_name": "InputLayer", "name": "x", "inbound_nodes": [], "config": {"batch_shape": [null, 1], "name": "x"}},
      {"class_name": "BatchNormalization", "name": "bn", "config": {"name": "bn"}, "inbound_nodes": [)" +
                               call + R"(]}], "input_layers": ["x", 0, 0], "output_layers": ["bn", 0, 0]}})",
                           warnings);
  EXPECT_TRUE(warnings.empty());
  return model;
}

Json named_arguments(const Model& model) {
  return model_node(model).at("config").at("layers").as_list()[1].at("inbound_nodes").as_list()[0].at("kwargs");
}

}  // namespace

TEST(CallTraining, TrueUsesTheBatchInPredictionAndChangesNothing) {
  const Model model = base({.value = true});
  expect_values(model.predict(x), by_batch);
  model.compile({.optimizer = "sgd", .loss = "mse"});
  model.evaluate(x, x);
  EXPECT_EQ(moving_mean(model), 0);
  EXPECT_TRUE(moves(model));
}

TEST(CallTraining, TrueDropsInPredictionAnewEachTime) {
  const Tensor input = Input({64});
  const Model model(input, Dropout({.rate = 0.5}).call(input, {.value = true}));
  Array ones({1, 64});
  for (float& value : ones.values<float>()) value = 1;
  const Array once = model.predict(ones), again = model.predict(ones);
  const auto zeros = std::ranges::count(once.values<float>(), 0.f);
  EXPECT_GT(zeros, 10);
  EXPECT_LT(zeros, 54);
  EXPECT_FALSE(std::ranges::equal(once.values<float>(), again.values<float>()));
}

TEST(CallTraining, OfANestedModelIsThatOfAllInsideIt) {
  EXPECT_FALSE(moves(around(base(), {.value = false})));
  EXPECT_TRUE(moves(around(base(), {})));
  expect_values(around(base(), {.value = true}).predict(x), by_batch);
  expect_values(around(base({.value = true}), {.value = false}).predict(x), by_batch);
  expect_values(around(base({.value = false}), {.value = true}).predict(x), by_moving);
}

TEST(CallTraining, FrozenStatisticsStay) {
  const Model nested = base();
  nested.set_trainable(false);
  expect_values(around(nested, {.value = true}).predict(x), by_moving);
}

TEST(CallTraining, OfKeras2IsGoneBy) {
  expect_values(from_file(false, "true").predict(x), by_batch);
  expect_values(from_file(false, "1").predict(x), by_batch);
  EXPECT_FALSE(moves(from_file(false, "false")));
  expect_values(from_file(false, "null").predict(x), by_moving);
  EXPECT_TRUE(moves(from_file(false, "null")));
}

TEST(CallTraining, OfKeras3IsOverruledByWhatTheModelRunsFor) {
  expect_values(from_file(true, "true").predict(x), by_moving);
  EXPECT_TRUE(moves(from_file(true, "false")));
}

TEST(CallTraining, IsWrittenAsItWasRead) {
  for (const bool keras3 : {false, true}) {
    EXPECT_EQ(named_arguments(from_file(keras3, "true")).dump(), R"({"training":true})");
    EXPECT_EQ(named_arguments(from_file(keras3, "false")).dump(), R"({"training":false})");
    EXPECT_EQ(named_arguments(from_file(keras3, "null")).dump(), "{}");
  }
}

TEST(CallTraining, ThatIsNoFlagIsRefused) {
  for (const bool keras3 : {false, true})
    EXPECT_EQ(error_of(ErrorKind::unsupported, [&] { from_file(keras3, "\"sometimes\""); }),
              "BatchNormalization 'bn': is called with training=\"sometimes\"; True, False and None are available.");
}

}  // namespace fovea
