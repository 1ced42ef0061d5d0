#pragma once
#include "fovea/objectives/metrics/mean_metric.h"

namespace fovea {

/// Keras' metric Hinge: max(1 - t * p, 0). Labels are -1 or 1; where all of a batch are 0 or 1, 0 means -1.
/// Input    y_pred (N, ...), y_true the same shape
/// Source   keras/src/metrics/hinge_metrics.py, 3.15
class HingeMetric : public MetricOf<HingeMetric, PlainMetricOptions<"hinge">, Compared::numbers> {
 public:
  explicit HingeMetric(const Options& options = {}) : MetricOf(options) {}
  std::string_view class_name() const override { return "Hinge"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
};

/// Keras' metric SquaredHinge: max(1 - t * p, 0)^2, with labels as Hinge takes them.
/// Input    y_pred (N, ...), y_true the same shape
/// Source   keras/src/metrics/hinge_metrics.py, 3.15
class SquaredHingeMetric
    : public MetricOf<SquaredHingeMetric, PlainMetricOptions<"squared_hinge">, Compared::numbers> {
 public:
  explicit SquaredHingeMetric(const Options& options = {}) : MetricOf(options) {}
  std::string_view class_name() const override { return "SquaredHinge"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
};

/// Keras' metric CategoricalHinge: max(largest of (1 - t) * p - sum of t * p + 1, 0).
/// Input    y_pred (N, ..., classes), y_true the same shape
/// Source   keras/src/metrics/hinge_metrics.py, 3.15
class CategoricalHingeMetric
    : public MetricOf<CategoricalHingeMetric, PlainMetricOptions<"categorical_hinge">, Compared::one_hot> {
 public:
  explicit CategoricalHingeMetric(const Options& options = {}) : MetricOf(options) {}
  std::string_view class_name() const override { return "CategoricalHinge"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
};

}  // namespace fovea
