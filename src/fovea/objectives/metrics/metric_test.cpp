#include "fovea/objectives/metrics/metric.h"

#include <cmath>
#include <limits>

#include "fovea/base/test_support.h"
#include "fovea/objectives/metrics/accuracy.h"
#include "fovea/objectives/metrics/agreement.h"
#include "fovea/objectives/metrics/auc.h"
#include "fovea/objectives/metrics/cross_entropy.h"
#include "fovea/objectives/metrics/f_score.h"
#include "fovea/objectives/metrics/operating_point.h"
#include "fovea/objectives/metrics/precision_recall.h"
#include "fovea/objectives/metrics/regression.h"
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

TEST(Metrics, RefuseArgumentsOutOfRange) {
  const auto why = [](auto make) { return error_of(ErrorKind::usage, make); };
  EXPECT_EQ(why([] { Precision({.thresholds = 1.5}); }), "Precision: thresholds must be in [0, 1]. Received 1.5.");
  EXPECT_PRED_FORMAT2(IsSubstring, "top_k must be at least 1", why([] { Recall({.top_k = 0}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "num_thresholds must be 2 to 1000000. Received 1",
                      why([] { AUC({.num_thresholds = 1}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "num_thresholds must be 1 to 1000000. Received 1000000000",
                      why([] { RecallAtPrecision({.precision = 0.5, .num_thresholds = 1'000'000'000}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "curve 'ROK' is not known", why([] { AUC({.curve = "ROK"}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "'majoring'", why([] { AUC({.summation_method = "majorin"}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "num_labels is for multi_label=True", why([] { AUC({.num_labels = 3}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "'macro'", why([] { F1Score({.average = "makro"}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "beta must be above 0", why([] { FBetaScore({.beta = 0}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "threshold must be above 0 and at most 1",
                      why([] { F1Score({.threshold = 0.0}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "needs recall", why([] { PrecisionAtRecall(); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "specificity must be in [0, 1]. Received 2",
                      why([] { SensitivityAtSpecificity({.specificity = 2.0}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "'quadratic'", why([] { CohenKappa({.weights = "quadratik"}); }));
  const Array scores = Array::of<float>({.1f, .9f}, {1, 2});
  Precision of_class({.class_id = 2});
  EXPECT_PRED_FORMAT2(IsSubstring, "class_id must be 0 to 1. Received 2",
                      why([&] { of_class.update(scores, scores, nullptr); }));
  MatthewsCorrelation correlation;
  EXPECT_PRED_FORMAT2(IsSubstring, "labels must be 0 to 1. Received 2",
                      why([&] { correlation.update(Array::of<std::int64_t>({2}, {1}), scores, nullptr); }));
  AUC weighted({.label_weights = std::vector<double>{1, 2, 3}});
  error_of(ErrorKind::shape, [&] { weighted.update(scores, scores, nullptr); });
  F1Score score;
  error_of(ErrorKind::shape, [&] { score.update(Array(Shape{1, 2, 2}), Array(Shape{1, 2, 2}), nullptr); });
}

TEST(Agreement, OfOneClassAloneIsZero) {
  MatthewsCorrelation correlation;
  CohenKappa kappa;
  const Array scores = Array::of<float>({.1f, .9f, .2f, .8f}, {2, 2}), labels = Array::of<std::int64_t>({1, 1}, {2});
  for (Metric* metric : std::initializer_list<Metric*>{&correlation, &kappa}) {
    EXPECT_EQ(metric->result(), 0);
    metric->update(labels, scores, nullptr);
    EXPECT_EQ(metric->result(), 0);
  }
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
