#pragma once
#include "fovea/objectives/metrics/mean_metric.h"

namespace fovea {

struct BinaryCrossentropyMetricOptions {
  ByName by_name = ByName();
  std::string name = "binary_crossentropy";
  Json dtype = "float32";
  bool from_logits = false;
  double label_smoothing = 0;

  static const Fields<BinaryCrossentropyMetricOptions>& fields();
};

/// Keras' metric BinaryCrossentropy: -(t log p + (1 - t) log(1 - p)).
/// Input    y_pred (N, ..., K), y_true the same shape
/// Errors   usage: label_smoothing outside [0, 1]
/// Source   keras/src/metrics/probabilistic_metrics.py, 3.15. Probabilities are taken as they are, held at 1e-7 from
/// 0
///          and 1; Keras looks for the logits behind them in a compiled step
class BinaryCrossentropyMetric
    : public MetricOf<BinaryCrossentropyMetric, BinaryCrossentropyMetricOptions, Compared::numbers> {
 public:
  explicit BinaryCrossentropyMetric(const Options& options = {});
  std::string_view class_name() const override { return "BinaryCrossentropy"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
};

struct CategoricalCrossentropyMetricOptions {
  ByName by_name = ByName();
  std::string name = "categorical_crossentropy";
  Json dtype = "float32";
  bool from_logits = false;
  double label_smoothing = 0;
  std::int64_t axis = -1;

  static const Fields<CategoricalCrossentropyMetricOptions>& fields();
};

/// Keras' metric CategoricalCrossentropy: -sum(t log p) over the classes.
/// Input    y_pred (N, ..., classes), y_true the same shape
/// Errors   usage: label_smoothing outside [0, 1], an axis other than the last
/// Source   as BinaryCrossentropyMetric
class CategoricalCrossentropyMetric
    : public MetricOf<CategoricalCrossentropyMetric, CategoricalCrossentropyMetricOptions, Compared::one_hot> {
 public:
  explicit CategoricalCrossentropyMetric(const Options& options = {});
  std::string_view class_name() const override { return "CategoricalCrossentropy"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
};

struct SparseCategoricalCrossentropyMetricOptions {
  ByName by_name = ByName();
  std::string name = "sparse_categorical_crossentropy";
  Json dtype = "float32";
  bool from_logits = false;
  Json ignore_class = {};
  std::int64_t axis = -1;

  static const Fields<SparseCategoricalCrossentropyMetricOptions>& fields();
};

/// Keras' metric SparseCategoricalCrossentropy: -log p[label].
/// Input    y_pred (N, ..., classes); y_true (N, ...) or (N, ..., 1): class indices
/// Errors   usage: an axis other than the last, in update() a label that is no class; unsupported: ignore_class
/// Source   as BinaryCrossentropyMetric
class SparseCategoricalCrossentropyMetric
    : public MetricOf<SparseCategoricalCrossentropyMetric, SparseCategoricalCrossentropyMetricOptions,
                      Compared::index> {
 public:
  explicit SparseCategoricalCrossentropyMetric(const Options& options = {});
  std::string_view class_name() const override { return "SparseCategoricalCrossentropy"; }
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
};

}  // namespace fovea
