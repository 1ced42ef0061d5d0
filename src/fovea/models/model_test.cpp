// Models as C++ users write them.
#include "fovea/models/model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "fovea/base/test_support.h"
#include "fovea/layers/convolutional/conv.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/merging/elementwise.h"
#include "fovea/layers/normalization/batch_normalization.h"
#include "fovea/layers/normalization/spectral_normalization.h"
#include "fovea/layers/pooling/global_pool.h"
#include "fovea/layers/pooling/pool.h"
#include "fovea/layers/regularization/activity_regularization.h"
#include "fovea/layers/regularization/dropout.h"
#include "fovea/layers/reshaping/flatten.h"
#include "fovea/layers/weights/regularizers.h"
#include "fovea/models/early_stopping.h"
#include "fovea/models/trainer.h"
#include "fovea/objectives/optimizers/adam.h"
#include "fovea/objectives/optimizers/sgd.h"

namespace fovea {
namespace {

Array noise(const Shape& shape, std::uint64_t stream) {
  Array array(shape);
  Random random(11, stream);
  for (float& value : array.values<float>()) value = static_cast<float>(random.uniform());
  return array;
}

/// 8x8 pictures whose bright quarter is the class: 4 classes.
struct Quarters {
  explicit Quarters(std::int64_t count) : x({count, 8, 8, 1}), y({count}, DType::i64) {
    x = noise(x.shape(), 1);
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t label = y.values<std::int64_t>()[static_cast<std::size_t>(i)] = i % 4;
      for (std::int64_t p = 0; p < 64; ++p)
        if ((p / 32) * 2 + (p % 8) / 4 == label) x.values<float>()[static_cast<std::size_t>(i * 64 + p)] += 1;
    }
  }
  Array x, y;
};

Sequential small_network() {
  return Sequential({Input({8, 8, 1}), Conv2D({.filters = 4, .kernel_size = 3, .activation = "relu"}), Flatten(),
                     Dense({.units = 4, .activation = "softmax"})});
}

// The program of the design page, word for word but for its data.
struct Stop : Callback {
  void on_epoch_end(const EpochLogs& s) override {
    if (s.loss < 0.1) stop_training();
  }
};

TEST(Model, TheProgramOfTheDesignRuns) {
  const double lr = 0.01;
  Sequential digits(
      {Input({28, 28, 1}), Conv2D({.filters = 6, .kernel_size = 3, .padding = "same", .activation = "relu"}),
       MaxPool2D({.pool_size = {2, 2}, .strides = {2, 2}}),
       Conv2D({.filters = 16, .kernel_size = {3, 5}, .padding = Padding::same, .kernel_regularizer = L2(1e-4)}),
       Flatten(), Dropout({.rate = 0.5}), Dense({.units = 10, .activation = "softmax"})});
  digits.compile(
      {.optimizer = Adam({.learning_rate = lr}), .loss = "sparse_categorical_crossentropy", .metrics = {"accuracy"}});
  const Array x = noise({40, 28, 28, 1}, 2);
  Array y({40}, DType::i64);
  Stop stop;
  History h = digits.fit(x, y,
                         {.batch_size = 8,
                          .epochs = 10,
                          .callbacks = {EarlyStopping({.monitor = "val_loss", .patience = 5}), &stop},
                          .validation_split = 0.3});
  EXPECT_LT(h["loss"].back(), h["loss"].front());
  EXPECT_EQ(h["val_accuracy"].size(), h.epoch.size());

  Tensor photo = Input({None, None, 3}, {.name = "photo"}), extra = Input({4});
  Conv2D shared({.filters = 8, .kernel_size = 3, .padding = "same"});
  Conv2D first({.filters = 8, .kernel_size = 1});
  Tensor a = shared(first(Conv2D({.filters = 8, .kernel_size = 1})(photo))), b = shared(a), s = Add()({a, b});
  Tensor head = Dense({.units = 1, .activation = "sigmoid", .name = "steak"})(GlobalAveragePooling2D()(s));
  Model two({photo, extra}, {head, s});
  two.compile({.loss = {{"steak", "binary_crossentropy"}, {"add", "mse"}}});
  two.fit({noise({6, 5, 7, 3}, 3), noise({6, 4}, 4)}, {noise({6, 1}, 5), noise({6, 5, 7, 8}, 6)}, {.batch_size = 2});
  Model features(two.input(), two.get_layer("add").output());
  EXPECT_EQ(to_string(features.predict({noise({2, 9, 4, 3}, 7), noise({2, 4}, 8)}).shape()), "(2, 9, 4, 8)");
  Sequential nested({Model(photo, first.output()), GlobalAveragePooling2D(), Dense({.units = 2})});
  EXPECT_EQ(to_string(nested.predict(noise({3, 6, 6, 3}, 9)).shape()), "(3, 2)");
}

TEST(Model, LearnsAndPredictsWhatItEvaluates) {
  const Quarters data(128);
  const Sequential model = small_network();
  model.compile({.optimizer = Adam({.learning_rate = 0.01}),
                 .loss = "sparse_categorical_crossentropy",
                 .metrics = {"accuracy"}});
  model.fit(data.x, data.y, {.batch_size = 16, .epochs = 5});
  EXPECT_GT(model.evaluate(data.x, data.y)[1].second, 0.95);
  const Array p = model.predict(data.x, 50);
  double loss = 0;
  for (std::int64_t i = 0; i < 128; ++i)
    loss -= std::log(static_cast<double>(p.values<float>()[static_cast<std::size_t>(
                i * 4 + data.y.values<std::int64_t>()[static_cast<std::size_t>(i)])])) /
            128;
  EXPECT_NEAR(loss, model.evaluate(data.x, data.y, {.batch_size = 7})[0].second, 1e-5);
}

TEST(Model, ValidationSplitTakesTheLastFractionBeforeShuffling) {
  Quarters data(100);
  // Only the last 30 samples are of class 3: a validation loss that never saw it learn stays high.
  for (std::int64_t i = 0; i < 100; ++i) data.y.values<std::int64_t>()[static_cast<std::size_t>(i)] = i < 70 ? 0 : 3;
  const Sequential model = small_network();
  model.compile({.optimizer = Adam({.learning_rate = 0.01}),
                 .loss = "sparse_categorical_crossentropy",
                 .metrics = {"accuracy"}});
  const History h = model.fit(data.x, data.y, {.batch_size = 10, .epochs = 4, .validation_split = 0.3});
  EXPECT_EQ(h["accuracy"].back(), 1);
  EXPECT_EQ(h["val_accuracy"].back(), 0);
}

/// Ends validation at its second batch.
class StopInValidation : public Callback {
 public:
  void on_test_batch_end(const BatchLogs& /*logs*/) override {
    if (++batches == 2) stop_training();
  }
  int batches = 0;
};

TEST(Model, ValidationThatIsStoppedTellsNothing) {
  const Quarters data(64);
  const Sequential model = small_network();
  model.compile({.optimizer = Adam(), .loss = "sparse_categorical_crossentropy"});
  StopInValidation stop;
  const History history =
      model.fit(data.x, data.y, {.batch_size = 8, .epochs = 3, .callbacks = {&stop}, .validation_split = 0.5});
  EXPECT_EQ(stop.batches, 2);
  EXPECT_EQ(history.epoch.size(), 1u);
  EXPECT_EQ(history.history.size(), 1u) << "loss alone";
  StopInValidation again;
  model.evaluate(data.x, data.y, {.batch_size = 8, .callbacks = {&again}});
  EXPECT_EQ(again.batches, 2);
}

TEST(Model, ClassAndSampleWeightsAreTheSameThing) {
  const Quarters data(32);
  Array weights({32});
  for (std::size_t i = 0; i < 32; ++i) weights.values<float>()[i] = i % 4 == 1 ? 3.f : i % 4 == 2 ? 0.f : 1.f;
  std::vector<double> losses;
  for (const bool by_class : {true, false}) {
    const Sequential model = small_network();
    model.initialize(4);
    model.compile({.loss = "sparse_categorical_crossentropy"});
    FitOptions options{.batch_size = 8, .epochs = 2};
    if (by_class)
      options.class_weight = {{1, 3.0}, {2, 0.0}};
    else
      options.sample_weight = weights;
    losses.push_back(model.fit(data.x, data.y, options)["loss"].back());
  }
  EXPECT_EQ(losses[0], losses[1]);
}

TEST(Model, StepsPerEpochGoOnWhereTheLastEpochEnded) {
  struct Count : Callback {
    void on_batch_end(const BatchLogs&) override { ++batches; }
    int batches = 0;
  } count;
  const Quarters data(40);
  const Sequential model = small_network();
  model.compile({.loss = "sparse_categorical_crossentropy"});
  const History h =
      model.fit(data.x, data.y, {.batch_size = 8, .epochs = 4, .callbacks = {&count}, .steps_per_epoch = 3});
  EXPECT_EQ(count.batches, 12);  // more than two passes over 5 batches: never runs out of data
  EXPECT_EQ(h.epoch.size(), 4u);
}

TEST(Model, FrozenLayersKeepTheirWeights) {
  const Quarters data(32);
  const Sequential model = small_network();
  model.get_layer("conv2d").set_trainable(false);
  model.compile({.loss = "sparse_categorical_crossentropy"});
  const auto before = model.get_weights();
  model.fit(data.x, data.y, {.batch_size = 8});
  const auto after = model.get_weights();
  EXPECT_EQ(std::memcmp(before[0].raw(), after[0].raw(), before[0].bytes()), 0);
  EXPECT_NE(std::memcmp(before[2].raw(), after[2].raw(), before[2].bytes()), 0);
}

TEST(Model, SharedLayersHaveOneSetOfWeightsAndTwoOutputs) {
  const Tensor x = Input({6});
  const Dense twice({.units = 6});
  const Tensor y = twice(twice(x));
  const Model model(x, y);
  EXPECT_EQ(model.count_params(), 42);
  const std::string text = error_of(ErrorKind::usage, [&] { twice.output(); });
  EXPECT_NE(text.find("2 times"), std::string::npos) << text;
}

TEST(Model, WhatDoesNotFitIsSaidBeforeTheFirstStep) {
  const Quarters data(16);
  const Sequential model = small_network();
  EXPECT_NE(error_of(ErrorKind::usage, [&] { model.fit(data.x, data.y); }).find("compile"), std::string::npos);
  model.compile({.loss = "sparse_categorical_crossentropy"});
  const std::string shapes = error_of(ErrorKind::shape, [&] { model.fit(noise({16, 9, 8, 1}, 1), data.y); });
  EXPECT_NE(shapes.find("(None, 8, 8, 1)"), std::string::npos) << shapes;
  EXPECT_NE(shapes.find("(16, 9, 8, 1)"), std::string::npos) << shapes;
  EXPECT_NE(error_of(ErrorKind::shape, [&] { model.fit(data.x, data.y.slice(0, 15)); }).find("15"),
            std::string::npos);
  Array broken = data.x.clone();
  broken.values<float>()[70] = NAN;
  EXPECT_NE(error_of(ErrorKind::usage, [&] { model.fit(broken, data.y); }).find("sample 1"), std::string::npos);
  EXPECT_NE(error_of(ErrorKind::usage, [&] { model.get_layer("conv"); }).find("'conv2d'"), std::string::npos);
}

TEST(Model, ANaNLossLeavesTheWeightsAsTheyWere) {
  const Quarters data(16);
  const Sequential model = small_network();
  model.compile({.loss = "sparse_categorical_crossentropy"});
  auto weights = model.get_weights();
  weights[2].values<float>()[0] = INFINITY;
  model.set_weights(weights);
  EXPECT_NE(error_of(ErrorKind::diverged, [&] { model.fit(data.x, data.y); }).find("update 1"), std::string::npos);
  const auto after = model.get_weights();
  for (std::size_t i = 0; i < after.size(); ++i)
    EXPECT_EQ(std::memcmp(after[i].raw(), weights[i].raw(), after[i].bytes()), 0);
}

TEST(Model, EarlyStoppingRestoresTheBestWeights) {
  const Quarters data(32);
  const Sequential model = small_network();
  model.compile({.optimizer = Adam({.learning_rate = 0.5}), .loss = "sparse_categorical_crossentropy"});
  const History h = model.fit(
      data.x, data.y,
      {.batch_size = 8,
       .epochs = 40,
       .callbacks = {
           EarlyStopping({.monitor = "loss", .patience = 2, .mode = "max", .restore_best_weights = true})}});
  EXPECT_LT(h.epoch.size(), 40u);
}

TEST(Model, DropoutActsInTrainingOnly) {
  const Sequential model({Input({64}), Dropout({.rate = 0.5})});
  const Array x = noise({4, 64}, 3);
  const Array y = model.predict(x);
  EXPECT_EQ(std::memcmp(x.raw(), y.raw(), x.bytes()), 0);
}

TEST(Model, PenaltiesOnActivityCountInTrainingAndEvaluation) {
  const Sequential model({Input({2}), ActivityRegularization({.l1 = 0.5, .l2 = 0.25}),
                          Dense({.units = 1, .use_bias = false, .kernel_initializer = "ones"})});
  model.compile({.optimizer = SGD({.learning_rate = 0.0}), .loss = "mse"});
  const Array x = Array::of<float>({1, -2, 3, 0}, {2, 2}), y = Array::of<float>({-1, 3}, {2, 1});
  // Nothing is lost but (0.5 * (1 + 2 + 3) + 0.25 * (1 + 4 + 9)) / 2 samples.
  EXPECT_NEAR(model.evaluate(x, y)[0].second, 3.25, 1e-6);
  EXPECT_NEAR(model.train_on_batch(x, y), 3.25, 1e-6);
}

TEST(Model, LayersWithinLayersTakeTheirTurnInNames) {
  const Sequential model({Input({4}), SpectralNormalization({.layer = Dense({.units = 3})}), Dense({.units = 2})});
  const auto layer = [&](const char* name) { return model.get_layer(name); };
  EXPECT_EQ(layer("spectral_normalization").base().parts().at(0).layer->name(), "dense");
  EXPECT_EQ(layer("dense_1").weights().size(), 2u);
  EXPECT_EQ(model.weights()[1].variable->path, "spectral_normalization/vector_u");
  EXPECT_EQ(model.weights()[2].variable->path, "spectral_normalization/dense/bias");
  layer("spectral_normalization").set_trainable(false);
  EXPECT_FALSE(layer("spectral_normalization").base().parts().at(0).layer->trainable());
}

// Keras 3.15 gives NAME_loss, unweighted, for each output where several have a loss, and none where only one has.
// As in Keras, where model.layers[0] of a Sequential is its first real layer.
TEST(Model, TheFirstLayerOfAChainIsTheOneAfterTheInput) {
  const Sequential model = small_network();
  ASSERT_EQ(model.layers().size(), 3u);
  EXPECT_EQ(model.get_layer(0).name(), "conv2d");
  EXPECT_EQ(model.get_layer(-1).name(), "dense");
  const Model features(model.input(), model.get_layer(0).output());
  EXPECT_EQ(to_string(features.predict(noise({2, 8, 8, 1}, 1)).shape()), "(2, 6, 6, 4)");
}

TEST(Model, EveryOutputsLossIsMeasured) {
  const Tensor x = Input({4});
  const Model model(x, {Dense({.units = 1, .name = "a"})(x), Dense({.units = 2, .name = "b"})(x)});
  model.initialize(3);
  const Array data = noise({8, 4}, 1), one = noise({8, 1}, 2), two = noise({8, 2}, 3);
  model.compile({.optimizer = "sgd", .loss = "mse", .loss_weights = {{"a", 2.0}, {"b", 0.5}}, .metrics = {"mse"}});
  const auto values = model.evaluate(data, {one, two}, {.batch_size = 3});
  ASSERT_EQ(values.size(), 5u);
  EXPECT_EQ(values[1].first, "a_loss");
  EXPECT_EQ(values[2].first, "b_loss");
  EXPECT_NEAR(values[1].second, values[3].second, 1e-6) << "a_loss is a_mse";
  EXPECT_NEAR(values[2].second, values[4].second, 1e-6);
  EXPECT_NEAR(values[0].second, 2 * values[1].second + 0.5 * values[2].second, 1e-6);
  const History history = model.fit(data, {one, two}, {.epochs = 1, .validation_split = 0.5});
  EXPECT_EQ(history["val_b_loss"].size(), 1u);
  model.compile({.optimizer = "sgd", .loss = {{"a", "mse"}}});
  EXPECT_EQ(model.evaluate(data, {one, two}).size(), 1u);
  EXPECT_THROW(model.fit(data, {one, two}, {.class_weight = {{0, 2.0}}}), Error);
}

TEST(Model, ActivityPenaltiesCountInEvaluationToo) {
  const Tensor x = Input({4});
  const Model model(x, Dense({.units = 3, .activity_regularizer = L2(0.1)})(x));
  model.initialize(3);
  const Array data = noise({6, 4}, 1), y = noise({6, 3}, 2), out = model.predict(data);
  double squares = 0, error = 0;
  for (std::size_t i = 0; i < 18; ++i) {
    squares += std::pow(static_cast<double>(out.values<float>()[i]), 2);
    error += std::pow(static_cast<double>(out.values<float>()[i] - y.values<float>()[i]), 2);
  }
  model.compile({.optimizer = "sgd", .loss = "mse"});
  EXPECT_NEAR(model.evaluate(data, y)[0].second, error / 18 + 0.1 * squares / 6, 1e-5);
}

TEST(Model, EarlyStoppingLooksAtItsMonitorBeforeTheFirstStep) {
  const Quarters data(32);
  const Sequential model = small_network();
  model.compile({.optimizer = "sgd", .loss = "sparse_categorical_crossentropy", .metrics = {"accuracy"}});
  const auto before = model.get_weights();
  EXPECT_THROW(model.fit(data.x, data.y, {.callbacks = {EarlyStopping({.monitor = "val_loss"})}}), Error);
  EXPECT_EQ(std::memcmp(before[0].raw(), model.get_weights()[0].raw(), before[0].bytes()), 0);
  // Epochs without validation neither count nor wait: of 6 epochs 3 are validated, two of them without improvement.
  const History history =
      model.fit(data.x, data.y,
                {.epochs = 20,
                 .callbacks = {EarlyStopping({.monitor = "val_loss", .min_delta = 100, .patience = 2})},
                 .validation_split = 0.5,
                 .validation_freq = 2});
  EXPECT_EQ(history.epoch.size(), 6u);
}

}  // namespace
}  // namespace fovea
