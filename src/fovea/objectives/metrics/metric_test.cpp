#include "fovea/objectives/metrics/metric.h"

#include <cmath>
#include <limits>

#include "fovea/base/test_support.h"
#include "fovea/objectives/metrics/accuracy.h"
#include "fovea/objectives/metrics/cross_entropy.h"
#include "fovea/objectives/metrics/mean_squared_error.h"
#include "fovea/objectives/metrics/top_k.h"

namespace fovea {
namespace {

using ::testing::IsSubstring;
constexpr float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();

double result_of(Metric&& metric, const Array& y_true, const Array& y_pred, const float* weight = nullptr) {
  metric.update(y_true, y_pred, weight);
  return metric.result();
}

/// Whether one row of scores counts as `label`.
bool top_k(std::initializer_list<float> scores, std::int64_t label, std::int64_t k) {
  const Array row = Array::of<float>(scores, {1, static_cast<std::int64_t>(scores.size())});
  return result_of(SparseTopKCategoricalAccuracy({.k = k}), Array::of<std::int64_t>({label}, {1}), row) == 1;
}

/// The class that a row of scores counts as.
std::int64_t predicted(std::initializer_list<float> scores) {
  const auto classes = static_cast<std::int64_t>(scores.size());
  for (std::int64_t label = 0; label < classes; ++label)
    if (result_of(SparseCategoricalAccuracy(), Array::of<std::int64_t>({label}, {1}),
                  Array::of<float>(scores, {1, classes})) == 1)
      return label;
  return -1;
}

// The answers of tf.math.in_top_k.
TEST(TopK, TiesCountAndRowsWithUnfiniteScoresDoNot) {
  EXPECT_TRUE(top_k({1, 1, 1, 0}, 2, 1));
  EXPECT_FALSE(top_k({1, 1, 1, 0}, 3, 3));
  EXPECT_TRUE(top_k({2, 1, 1, 0}, 2, 2));
  EXPECT_TRUE(top_k({1, 2}, 0, 5));
  EXPECT_FALSE(top_k({1, nan, 0}, 0, 1));
  EXPECT_FALSE(top_k({nan, 1, 0}, 0, 5));
  EXPECT_FALSE(top_k({inf, 1, 0}, 0, 1));
  EXPECT_FALSE(top_k({1, -inf, 0}, 0, 2));
  EXPECT_FALSE(top_k({1, 2, 3}, 5, 3));
  EXPECT_FALSE(top_k({1, 2, 3}, -1, 3));
}

// The answers of keras.ops.argmax.
TEST(Accuracy, LargestPredictionAsKerasFindsIt) {
  EXPECT_EQ(predicted({1, 1, 0}), 0);
  EXPECT_EQ(predicted({1, nan, 3}), 2);
  EXPECT_EQ(predicted({nan, 1, 0}), 1);
  EXPECT_EQ(predicted({-5, -3, nan}), 1);
  EXPECT_EQ(predicted({nan, nan, nan}), 0);
  EXPECT_EQ(predicted({-inf, -inf, -inf}), 0);
  EXPECT_EQ(predicted({-0.f, 0.f, -1}), 1);
  EXPECT_EQ(predicted({0.f, -0.f, 0.f}), 0);
}

TEST(Accuracy, LabelsThatAreNoClassNeverMatch) {
  const Array scores = Array::of<float>({.1f, .9f, .1f, .9f}, {2, 2});
  EXPECT_EQ(result_of(SparseCategoricalAccuracy(), Array::of<std::int32_t>({7, 1}, {2}), scores), 0.5);
  EXPECT_EQ(result_of(SparseCategoricalAccuracy(), Array::of<float>({1.5f, 1}, {2}), scores), 0.5);
}

TEST(Accuracy, AtTheThresholdIsZero) {
  const Array scores = Array::of<float>({.5f, .5f, nan, nan}, {4, 1});
  EXPECT_EQ(result_of(BinaryAccuracy(), Array::of<float>({1, 0, 1, 0}, {4, 1}), scores), 0.5);
  EXPECT_EQ(result_of(BinaryAccuracy({.threshold = 0.25}), Array::of<float>({1, 0, 1, 1}, {4}), scores), 0.25);
}

TEST(Metrics, SampleWeightsCountSamplesNotPositions) {
  const float weight[] = {1, 3};
  const Array scores = Array::of<float>({.7f, .2f, .1f, .7f, .2f, .6f}, {2, 3});
  EXPECT_NEAR(result_of(BinaryAccuracy(), Array::of<float>({1, 0, 1, 0, 0, 1}, {2, 3}), scores, weight), 2.0 / 3,
              1e-12);
  const float none[] = {0, 0};
  EXPECT_EQ(result_of(BinaryAccuracy(), Array::of<float>({1, 0, 1, 0, 0, 1}, {2, 3}), scores, none), 0);
}

TEST(Metrics, NaNReachesAMean) {
  EXPECT_TRUE(std::isnan(
      result_of(MeanSquaredErrorMetric(), Array::of<float>({1, 1}, {2, 1}), Array::of<float>({nan, 1}, {2, 1}))));
}

// A saturated prediction: Keras holds probabilities at 1e-7 from 0 and 1.
TEST(Metrics, CrossEntropyOfCertainPredictionsIsFinite) {
  const Array sure = Array::of<float>({0, 1}, {1, 2});
  EXPECT_NEAR(result_of(SparseCategoricalCrossentropyMetric(), Array::of<std::int64_t>({0}, {1}), sure), 16.118095,
              1e-5);
  EXPECT_NEAR(result_of(CategoricalCrossentropyMetric(), Array::of<float>({1, 0}, {1, 2}), sure), 16.118095, 1e-5);
  EXPECT_NEAR(result_of(BinaryCrossentropyMetric(), Array::of<float>({1}, {1, 1}), Array::of<float>({0}, {1, 1})),
              16.118095, 1e-5);
  EXPECT_NEAR(result_of(BinaryCrossentropyMetric({.from_logits = true}), Array::of<float>({1}, {1, 1}),
                        Array::of<float>({-500}, {1, 1})),
              500, 1e-9);
}

TEST(Metrics, RefuseLabelsOfTheOtherForm) {
  const Shape output{None, 3};
  const auto why = [](const Metric& metric, const Shape& labels, const Shape& predictions) {
    return error_of(ErrorKind::shape, [&] { metric.check(labels, predictions); });
  };
  EXPECT_EQ(why(SparseCategoricalAccuracy(), {5, 3}, output),
            "SparseCategoricalAccuracy 'sparse_categorical_accuracy': takes the index of one class for each sample. "
            "Received labels of "
            "shape (5, 3) and predictions of shape (None, 3). Use CategoricalAccuracy for one-hot labels.");
  EXPECT_PRED_FORMAT2(IsSubstring, "Use SparseCategoricalAccuracy for class indices.",
                      why(CategoricalAccuracy(), {5}, output));
  EXPECT_PRED_FORMAT2(IsSubstring, "Use SparseTopKCategoricalAccuracy for class indices.",
                      why(TopKCategoricalAccuracy(), {5, 1}, output));
  EXPECT_PRED_FORMAT2(IsSubstring, "(5, 4) and predictions of shape (None, 3).",
                      why(SparseTopKCategoricalAccuracy(), {5, 4}, output));
  EXPECT_PRED_FORMAT2(IsSubstring, "labels of the predictions' shape", why(MeanSquaredErrorMetric(), {5}, output));
  SparseCategoricalAccuracy metric;
  EXPECT_PRED_FORMAT2(IsSubstring, "4 rows of labels and 5 of predictions", error_of(ErrorKind::shape, [&] {
                        metric.update(Array(Shape{4}, DType::i64), Array({5, 3}), nullptr);
                      }));
}

TEST(Metrics, RefuseValuesTheyCannotTake) {
  const Array scores = Array::of<float>({.1f, .9f}, {1, 2});
  for (const std::int64_t label : {-1, 2}) {
    SparseCategoricalCrossentropyMetric metric;
    EXPECT_PRED_FORMAT2(
        IsSubstring, "labels must be 0 to 1. Received " + std::to_string(label),
        error_of(ErrorKind::usage, [&] { metric.update(Array::of<std::int64_t>({label}, {1}), scores, nullptr); }));
  }
  Accuracy metric;
  error_of(ErrorKind::dtype, [&] { metric.update(Array(Shape{1, 2}, DType::f64), scores, nullptr); });
  error_of(ErrorKind::dtype, [&] { metric.update(scores, Array(Shape{1, 2}, DType::f64), nullptr); });
  error_of(ErrorKind::usage, [] { TopKCategoricalAccuracy({.k = 0}); });
  error_of(ErrorKind::usage, [] { BinaryCrossentropyMetric({.label_smoothing = 1.5}); });
  error_of(ErrorKind::usage, [] { CategoricalCrossentropyMetric({.axis = 1}); });
  error_of(ErrorKind::unsupported, [] { SparseCategoricalCrossentropyMetric({.ignore_class = 255}); });
  error_of(ErrorKind::unsupported, [] { SparseTopKCategoricalAccuracy({.from_sorted_ids = true}); });
}

TEST(ResolveMetric, KeepsTheNameItWasAskedFor) {
  EXPECT_EQ(resolve_metric("mse", {None, 1}, {8, 1})->name(), "mse");
  EXPECT_EQ(resolve_metric("mse", {None, 1}, {8, 1})->class_name(), "MeanSquaredError");
  EXPECT_EQ(resolve_metric("ACC", {None, 3}, {8})->class_name(), "SparseCategoricalAccuracy");
  EXPECT_EQ(resolve_metric("sparse_top_k_categorical_accuracy", {None, 9}, {8})->name(),
            "sparse_top_k_categorical_accuracy");
  EXPECT_PRED_FORMAT2(IsSubstring, "'accuracy'", error_of(ErrorKind::usage, [] {
                        resolve_metric("acuracy", {None, 3}, {8});
                      }));
}

TEST(Metrics, AFreshOneHasTheOptionsAndNoBatches) {
  BinaryAccuracy metric({.name = "above", .threshold = 0.9});
  metric.update(Array::of<float>({1}, {1, 1}), Array::of<float>({.95f}, {1, 1}), nullptr);
  EXPECT_EQ(metric.result(), 1);
  const auto fresh = metric.fresh();
  EXPECT_EQ(fresh->result(), 0);
  EXPECT_EQ(fresh->config().dump(), metric.config().dump());
}

}  // namespace
}  // namespace fovea
