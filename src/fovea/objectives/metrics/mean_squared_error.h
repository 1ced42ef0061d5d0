#pragma once
#include "fovea/objectives/metrics/mean_metric.h"

namespace fovea {

struct MeanSquaredErrorMetricOptions {
  ByName by_name = ByName();
  std::string name = "mean_squared_error";
  Json dtype = "float32";

  static const Fields<MeanSquaredErrorMetricOptions>& fields();
};

/// Keras' metric MeanSquaredError: (p - t)^2.
/// Input    y_pred (N, ...), y_true the same shape
/// Source   keras/src/metrics/regression_metrics.py, 3.15
class MeanSquaredErrorMetric
    : public MetricOf<MeanSquaredErrorMetric, MeanSquaredErrorMetricOptions, Compared::numbers> {
 public:
  explicit MeanSquaredErrorMetric(const Options& options = {}) : MetricOf(options) {}
  std::string_view class_name() const override { return "MeanSquaredError"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
};

}  // namespace fovea
