#pragma once
#include "fovea/objectives/metrics/comparing_metric.h"

namespace fovea {

/// The mean over samples of the mean over each sample's positions, weighted by sample.
/// Source   keras/src/metrics/reduction_metrics.py, 3.15; summed in double
class MeanMetric : public ComparingMetric {
 public:
  using ComparingMetric::ComparingMetric;
  void reset() override { total_ = count_ = 0; }
  double result() const override { return count_ == 0 ? 0 : total_ / count_; }

 protected:
  /// Adds value(predictions, labels, classes) of every position: `predictions` points to its `classes` numbers,
  /// `labels` to its label or labels, in the type of y_true.
  template <class Value>
  void gather(const Array& y_true, const Array& y_pred, const float* sample_weight, const Value& value) {
    each_row(y_true, y_pred, sample_weight,
             [&](const float* predictions, const auto* labels, const Rows& rows, double weight) {
               double sum = 0;
               for (std::int64_t i = 0; i < rows.positions; ++i)
                 sum += value(predictions + i * rows.classes, labels + i * rows.labels, rows.classes);
               total_ += weight * (sum / static_cast<double>(rows.positions));
               count_ += weight;
             });
  }

 private:
  double total_ = 0, count_ = 0;
};

template <class Impl, class Options, Compared compared>
class MetricOf : public ComparingMetricOf<Impl, Options, compared, MeanMetric> {
 public:
  using ComparingMetricOf<Impl, Options, compared, MeanMetric>::ComparingMetricOf;
};

}  // namespace fovea
