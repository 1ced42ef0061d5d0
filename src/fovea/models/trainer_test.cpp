#include "fovea/models/trainer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "fovea/base/test_support.h"
#include "fovea/layers/augmentation/random_crop.h"
#include "fovea/layers/augmentation/tones.h"
#include "fovea/layers/convolutional/conv.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/normalization/batch_normalization.h"
#include "fovea/layers/reshaping/flatten.h"
#include "fovea/objectives/losses/cross_entropy.h"
#include "fovea/objectives/metrics/accuracy.h"
#include "fovea/objectives/optimizers/sgd.h"

namespace fovea {
namespace {

using ::testing::IsSubstring;

Array pictures(const Shape& shape) {
  Array array(shape);
  Random random(5, 1);
  for (float& value : array.values<float>()) value = static_cast<float>(random.uniform());
  return array;
}

/// A class for every pixel.
Sequential segmenter(const LossChoice& loss) {
  Sequential model({Input({4, 4, 1}), Conv2D({.filters = 3, .kernel_size = 1, .activation = "softmax"})});
  model.initialize(3);
  model.compile({.optimizer = SGD(), .loss = loss, .metrics = {"accuracy"}});
  return model;
}

/// RandomCrop declares the size of training, and leaves pictures alone in prediction.
TEST(Trainer, PredictionsHaveTheShapeThatWasCalculated) {
  const Array x = pictures({3, 4, 4, 1});
  const Sequential model({Input({4, 4, 1}), RandomCrop({.height = 2, .width = 3})});
  const Array whole = model.predict(x), parts = model.predict(x, 2);
  EXPECT_EQ(to_string(whole.shape()), "(3, 4, 4, 1)");
  EXPECT_TRUE(std::ranges::equal(whole.values<float>(), x.values<float>()));
  EXPECT_TRUE(std::ranges::equal(parts.values<float>(), x.values<float>()));
}

TEST(Trainer, AScaledLossChangesNoUpdate) {
  const Array x = pictures({8, 5}), y = Array::of<std::int64_t>({0, 1, 2, 0, 1, 2, 0, 1}, {8});
  std::vector<Arrays> weights;
  for (const SGDOptions& options :
       {SGDOptions{.learning_rate = 0.1}, SGDOptions{.learning_rate = 0.1, .loss_scale_factor = 8.0}}) {
    const Sequential model({Input({5}), Dense({.units = 3, .activation = "softmax"})});
    model.initialize(3);
    model.compile({.optimizer = SGD(options), .loss = "sparse_categorical_crossentropy"});
    for (int step = 0; step < 3; ++step) model.train_on_batch(x, y);
    weights.push_back(model.get_weights());
  }
  for (std::size_t i = 0; i < weights[0].size(); ++i)
    EXPECT_EQ(std::memcmp(weights[0][i].raw(), weights[1][i].raw(), weights[0][i].bytes()), 0);
}

TEST(Trainer, AugmentsPicturesInTrainingAlone) {
  const Array x = pictures({8, 3, 2, 1}), y = Array::of<std::int64_t>({0, 1, 2, 0, 1, 2, 0, 1}, {8});
  Array negative(x.shape());
  std::ranges::transform(x.values<float>(), negative.values<float>().begin(), [](float v) { return 1 - v; });
  const auto trained = [&](std::vector<Layer> layers, const Array& data) {
    layers.insert(layers.end(), {Flatten(), Dense({.units = 3, .activation = "softmax"})});
    const Sequential model(layers);
    model.initialize(3);
    model.compile({.optimizer = SGD(), .loss = "sparse_categorical_crossentropy"});
    const double before = model.evaluate(x, y)[0].second;
    for (int step = 0; step < 3; ++step) model.train_on_batch(data, y);
    return std::pair(before, model.get_weights());
  };
  const auto [plain_loss, plain] = trained({Input({3, 2, 1})}, negative);
  const auto [loss, weights] =
      trained({Input({3, 2, 1}), RandomInvert({.factor = {1, 1}, .value_range = {0, 1}})}, x);
  EXPECT_EQ(loss, plain_loss);
  for (std::size_t i = 0; i < weights.size(); ++i)
    EXPECT_EQ(std::memcmp(weights[i].raw(), plain[i].raw(), weights[i].bytes()), 0);
}

TEST(Trainer, LabelsMayBeOneIndexAPixel) {
  const Array x = pictures({6, 4, 4, 1});
  Array y(Shape{6, 4, 4}, DType::u8);
  for (std::int64_t i = 0; i < y.size(); ++i)
    y.values<std::uint8_t>()[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(i % 3);
  const auto mean = segmenter("sparse_categorical_crossentropy").evaluate(x, y);
  EXPECT_EQ(segmenter("sparse_categorical_crossentropy").evaluate(x, y.reshaped({6, 4, 4, 1})), mean);
  EXPECT_GT(mean[1].second, 0);
  EXPECT_LT(mean[1].second, 1);
  // Keras' sum is over samples and pixels.
  const double sum = segmenter(SparseCategoricalCrossentropy({.reduction = "sum"})).train_on_batch(x, y);
  EXPECT_NEAR(sum, 6 * 16 * mean[0].second, 1e-4 * sum);
}

TEST(Trainer, RefusesAMetricThatCannotTakeTheLabels) {
  const Sequential model({Input({5}), Dense({.units = 3, .activation = "softmax"})});
  model.initialize(3);
  const Array before = model.get_weights()[0].clone();
  model.compile({.optimizer = SGD(), .loss = "sparse_categorical_crossentropy", .metrics = {CategoricalAccuracy()}});
  EXPECT_PRED_FORMAT2(IsSubstring, "Use SparseCategoricalAccuracy for class indices", error_of(ErrorKind::shape, [&] {
                        model.train_on_batch(pictures({2, 5}), Array(Shape{2}, DType::i64));
                      }));
  EXPECT_EQ(std::memcmp(before.raw(), model.get_weights()[0].raw(), before.bytes()), 0);
}

TEST(Trainer, WeighsWeightedMetricsAlone) {
  const Sequential model({Input({1}), Dense({.units = 1, .kernel_initializer = "zeros"})});
  MetricChoice weighted = "mae";
  weighted.weighted = true;
  model.compile({.optimizer = SGD(), .loss = "mse", .metrics = {"mae", weighted}});
  const Array x({4, 1}), y = Array::of<float>({1, 2, 3, 4}, {4, 1}), weight = Array::of<float>({1, 0, 0, 1}, {4});
  const auto results = model.evaluate(x, y, {.sample_weight = weight});
  ASSERT_EQ(results.size(), 3u);
  EXPECT_EQ(results[1], (std::pair<std::string, double>("mae", 2.5)));
  EXPECT_EQ(results[2].first, "weighted_mae");
  EXPECT_EQ(results[2].second, 2.5);
  const auto heavier = model.evaluate(x, y, {.sample_weight = Array::of<float>({1, 0, 0, 3}, {4})});
  EXPECT_EQ(heavier[1].second, 2.5);
  EXPECT_EQ(heavier[2].second, 3.25);
}

TEST(Trainer, LooksForTheActivationBehindTheLastLayer) {
  const auto train = [](const Sequential& model, bool from_logits) {
    model.initialize(3);
    model.compile({.optimizer = SGD(), .loss = SparseCategoricalCrossentropy({.from_logits = from_logits})});
    model.train_on_batch(pictures({2, 1, 5}), Array(Shape{2}, DType::i64));
  };
  const Sequential flat({Input({1, 5}), Dense({.units = 3, .activation = "softmax"}), Flatten()});
  train(flat, false);
  EXPECT_PRED_FORMAT2(IsSubstring, "ends in softmax", error_of(ErrorKind::usage, [&] { train(flat, true); }));
  // What comes out of a normalization is not known to be logits or probabilities.
  for (const bool from_logits : {false, true})
    train(Sequential({Input({1, 5}), Flatten(), Dense({.units = 3}), BatchNormalization()}), from_logits);
}

}  // namespace
}  // namespace fovea
