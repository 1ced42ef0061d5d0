#pragma once
#include "fovea/objectives/metrics/mean_metric.h"

namespace fovea {

/// Keras' metric KLDivergence: the sum of t * log(t / p) over the classes, with t and p kept in [1e-7, 1].
/// Input    y_pred (N, ..., classes), y_true the same shape
/// Source   keras/src/metrics/probabilistic_metrics.py, 3.15
class KLDivergenceMetric
    : public MetricOf<KLDivergenceMetric, PlainMetricOptions<"kl_divergence">, Compared::one_hot> {
 public:
  explicit KLDivergenceMetric(const Options& options = {}) : MetricOf(options) {}
  std::string_view class_name() const override { return "KLDivergence"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
};

/// Keras' metric Poisson: p - t * log p.
/// Input    y_pred (N, ...), y_true the same shape
/// Source   keras/src/metrics/probabilistic_metrics.py, 3.15
class PoissonMetric : public MetricOf<PoissonMetric, PlainMetricOptions<"poisson">, Compared::numbers> {
 public:
  explicit PoissonMetric(const Options& options = {}) : MetricOf(options) {}
  std::string_view class_name() const override { return "Poisson"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
};

}  // namespace fovea
