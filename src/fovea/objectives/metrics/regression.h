#pragma once
#include "fovea/objectives/metrics/mean_metric.h"

namespace fovea {

/// Keras' metric MeanSquaredError: (p - t)^2.
/// Input    y_pred (N, ...), y_true the same shape
/// Source   keras/src/metrics/regression_metrics.py, 3.15
class MeanSquaredErrorMetric
    : public MetricOf<MeanSquaredErrorMetric, PlainMetricOptions<"mean_squared_error">, Compared::numbers> {
 public:
  explicit MeanSquaredErrorMetric(const Options& options = {}) : MetricOf(options) {}
  std::string_view class_name() const override { return "MeanSquaredError"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
};

/// The root of the mean of (p - t)^2 over all samples.
/// Input    y_pred (N, ...), y_true the same shape
/// Source   keras/src/metrics/regression_metrics.py, 3.15
class RootMeanSquaredError
    : public MetricOf<RootMeanSquaredError, PlainMetricOptions<"root_mean_squared_error">, Compared::numbers> {
 public:
  explicit RootMeanSquaredError(const Options& options = {}) : MetricOf(options) {}
  std::string_view class_name() const override { return "RootMeanSquaredError"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
  double result() const override;
};

/// Keras' metric MeanAbsoluteError: |p - t|.
/// Input    y_pred (N, ...), y_true the same shape
/// Source   keras/src/metrics/regression_metrics.py, 3.15
class MeanAbsoluteErrorMetric
    : public MetricOf<MeanAbsoluteErrorMetric, PlainMetricOptions<"mean_absolute_error">, Compared::numbers> {
 public:
  explicit MeanAbsoluteErrorMetric(const Options& options = {}) : MetricOf(options) {}
  std::string_view class_name() const override { return "MeanAbsoluteError"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
};

/// Keras' metric MeanAbsolutePercentageError: 100 * |p - t| / |t|.
/// Input    y_pred (N, ...), y_true the same shape
/// Source   keras/src/metrics/regression_metrics.py, 3.15
class MeanAbsolutePercentageErrorMetric
    : public MetricOf<MeanAbsolutePercentageErrorMetric, PlainMetricOptions<"mean_absolute_percentage_error">,
                      Compared::numbers> {
 public:
  explicit MeanAbsolutePercentageErrorMetric(const Options& options = {}) : MetricOf(options) {}
  std::string_view class_name() const override { return "MeanAbsolutePercentageError"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
};

/// Keras' metric MeanSquaredLogarithmicError: (log(p + 1) - log(t + 1))^2, numbers below 0 as 0.
/// Input    y_pred (N, ...), y_true the same shape
/// Source   keras/src/metrics/regression_metrics.py, 3.15
class MeanSquaredLogarithmicErrorMetric
    : public MetricOf<MeanSquaredLogarithmicErrorMetric, PlainMetricOptions<"mean_squared_logarithmic_error">,
                      Compared::numbers> {
 public:
  explicit MeanSquaredLogarithmicErrorMetric(const Options& options = {}) : MetricOf(options) {}
  std::string_view class_name() const override { return "MeanSquaredLogarithmicError"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
};

/// log(cosh(p - t)).
/// Input    y_pred (N, ...), y_true the same shape
/// Source   keras/src/metrics/regression_metrics.py, 3.15
class LogCoshError : public MetricOf<LogCoshError, PlainMetricOptions<"logcosh">, Compared::numbers> {
 public:
  explicit LogCoshError(const Options& options = {}) : MetricOf(options) {}
  std::string_view class_name() const override { return "LogCoshError"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
};

struct CosineSimilarityMetricOptions {
  ByName by_name = ByName();
  std::string name = "cosine_similarity";
  Json dtype = "float32";
  std::int64_t axis = -1;

  static const Fields<CosineSimilarityMetricOptions>& fields();
};

/// Keras' metric CosineSimilarity: the cosine of the angle between the vectors of the last axis.
/// Input    y_pred (N, ...), y_true the same shape
/// Errors   usage: an axis other than the last
/// Source   keras/src/metrics/regression_metrics.py, 3.15
class CosineSimilarityMetric
    : public MetricOf<CosineSimilarityMetric, CosineSimilarityMetricOptions, Compared::one_hot> {
 public:
  explicit CosineSimilarityMetric(const Options& options = {});
  std::string_view class_name() const override { return "CosineSimilarity"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
};

}  // namespace fovea
