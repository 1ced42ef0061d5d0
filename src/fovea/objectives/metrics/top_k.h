#pragma once
#include "fovea/objectives/metrics/mean_metric.h"

namespace fovea {

struct TopKCategoricalAccuracyOptions {
  ByName by_name = ByName();
  std::int64_t k = 5;
  std::string name = "top_k_categorical_accuracy";
  Json dtype = "float32";

  static const Fields<TopKCategoricalAccuracyOptions>& fields();
};

/// How often the class of the largest label is among the k largest predictions: fewer than k are above its own. A row
/// with a prediction that is not finite never counts.
/// Input    y_pred (N, ..., classes): probabilities or logits; y_true the same shape
/// Errors   usage: k below 1
/// Source   keras/src/metrics/accuracy_metrics.py, tf.math.in_top_k, 3.15
class TopKCategoricalAccuracy
    : public MetricOf<TopKCategoricalAccuracy, TopKCategoricalAccuracyOptions, Compared::one_hot> {
 public:
  explicit TopKCategoricalAccuracy(const Options& options = {});
  std::string_view class_name() const override { return "TopKCategoricalAccuracy"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
};

struct SparseTopKCategoricalAccuracyOptions {
  ByName by_name = ByName();
  std::int64_t k = 5;
  std::string name = "sparse_top_k_categorical_accuracy";
  Json dtype = "float32";
  bool from_sorted_ids = false;

  static const Fields<SparseTopKCategoricalAccuracyOptions>& fields();
};

/// How often the label is among the k largest predictions: fewer than k are above its own. A row with a prediction
/// that is not finite never counts. Input    y_pred (N, ..., classes): probabilities or logits; y_true (N, ...) or
/// (N, ..., 1): class indices Errors   usage: k below 1; unsupported: from_sorted_ids Source
/// keras/src/metrics/accuracy_metrics.py, tf.math.in_top_k, 3.15
class SparseTopKCategoricalAccuracy
    : public MetricOf<SparseTopKCategoricalAccuracy, SparseTopKCategoricalAccuracyOptions, Compared::index> {
 public:
  explicit SparseTopKCategoricalAccuracy(const Options& options = {});
  std::string_view class_name() const override { return "SparseTopKCategoricalAccuracy"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
};

}  // namespace fovea
