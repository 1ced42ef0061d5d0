#pragma once
#include "fovea/objectives/metrics/mean_metric.h"

namespace fovea {

struct AccuracyOptions {
  ByName by_name = ByName();
  std::string name = "accuracy";
  Json dtype = "float32";

  static const Fields<AccuracyOptions>& fields();
};

/// How often predictions equal labels: both are values, not scores.
/// Input    y_pred (N, ...), y_true the same shape
/// Source   keras/src/metrics/accuracy_metrics.py, 3.15
class Accuracy : public MetricOf<Accuracy, AccuracyOptions, Compared::numbers> {
 public:
  explicit Accuracy(const Options& options = {}) : MetricOf(options) {}
  std::string_view class_name() const override { return "Accuracy"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
};

struct BinaryAccuracyOptions {
  ByName by_name = ByName();
  std::string name = "binary_accuracy";
  Json dtype = "float32";
  double threshold = 0.5;

  static const Fields<BinaryAccuracyOptions>& fields();
};

/// How often predictions are on their label's side of the threshold: above it is 1, at it and NaN are 0.
/// Input    y_pred (N, ..., K), y_true the same shape
/// Source   keras/src/metrics/accuracy_metrics.py, 3.15
class BinaryAccuracy : public MetricOf<BinaryAccuracy, BinaryAccuracyOptions, Compared::numbers> {
 public:
  explicit BinaryAccuracy(const Options& options = {}) : MetricOf(options) {}
  std::string_view class_name() const override { return "BinaryAccuracy"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
};

struct CategoricalAccuracyOptions {
  ByName by_name = ByName();
  std::string name = "categorical_accuracy";
  Json dtype = "float32";

  static const Fields<CategoricalAccuracyOptions>& fields();
};

/// How often the largest prediction stands where the largest label does. Of equal ones the first counts, NaN never.
/// Input    y_pred (N, ..., classes): probabilities or logits; y_true the same shape
/// Source   keras/src/metrics/accuracy_metrics.py, 3.15
class CategoricalAccuracy : public MetricOf<CategoricalAccuracy, CategoricalAccuracyOptions, Compared::one_hot> {
 public:
  explicit CategoricalAccuracy(const Options& options = {}) : MetricOf(options) {}
  std::string_view class_name() const override { return "CategoricalAccuracy"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
};

struct SparseCategoricalAccuracyOptions {
  ByName by_name = ByName();
  std::string name = "sparse_categorical_accuracy";
  Json dtype = "float32";

  static const Fields<SparseCategoricalAccuracyOptions>& fields();
};

/// How often the largest prediction is that of the label. Of equal ones the first counts, NaN never.
/// Input    y_pred (N, ..., classes): probabilities or logits; y_true (N, ...) or (N, ..., 1): class indices
/// Source   keras/src/metrics/accuracy_metrics.py, 3.15
class SparseCategoricalAccuracy
    : public MetricOf<SparseCategoricalAccuracy, SparseCategoricalAccuracyOptions, Compared::index> {
 public:
  explicit SparseCategoricalAccuracy(const Options& options = {}) : MetricOf(options) {}
  std::string_view class_name() const override { return "SparseCategoricalAccuracy"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
};

}  // namespace fovea
