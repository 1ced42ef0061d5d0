#pragma once
#include "fovea/objectives/metrics/threshold_metric.h"

namespace fovea {

template <FixedText default_name>
struct ConfusionCountOptions {
  ByName by_name = ByName();
  Json thresholds = {};  ///< a number or a list; None: 0.5
  std::string name = default_name.text;
  Json dtype = "float32";

  static const Fields<ConfusionCountOptions>& fields() {
    using O = ConfusionCountOptions;
    static const Fields<O> list = Fields<O>()
                                      .add("thresholds", &O::thresholds)
                                      .add("name", &O::name)
                                      .add("dtype", &O::dtype)
                                      .written_first({"name", "dtype"});
    return list;
  }
};

/// How many predictions say yes, and rightly: those above a threshold say yes. Weights count samples.
/// Input    y_pred (N, ...), y_true the same shape
/// Errors   usage: a threshold outside [0, 1]
/// Source   keras/src/metrics/confusion_metrics.py, 3.15
class TruePositives : public ThresholdMetricOf<TruePositives, ConfusionCountOptions<"true_positives">> {
 public:
  explicit TruePositives(const Options& options = {});
  std::string_view class_name() const override { return "TruePositives"; }

 protected:
  double figure(const Counts& counts) const override { return counts.true_positives; }
};

/// How many predictions say yes, and wrongly: those above a threshold say yes. Weights count samples.
/// Input    y_pred (N, ...), y_true the same shape
/// Errors   usage: a threshold outside [0, 1]
/// Source   keras/src/metrics/confusion_metrics.py, 3.15
class FalsePositives : public ThresholdMetricOf<FalsePositives, ConfusionCountOptions<"false_positives">> {
 public:
  explicit FalsePositives(const Options& options = {});
  std::string_view class_name() const override { return "FalsePositives"; }

 protected:
  double figure(const Counts& counts) const override { return counts.false_positives; }
};

/// How many predictions say no, and rightly: those above a threshold say yes. Weights count samples.
/// Input    y_pred (N, ...), y_true the same shape
/// Errors   usage: a threshold outside [0, 1]
/// Source   keras/src/metrics/confusion_metrics.py, 3.15
class TrueNegatives : public ThresholdMetricOf<TrueNegatives, ConfusionCountOptions<"true_negatives">> {
 public:
  explicit TrueNegatives(const Options& options = {});
  std::string_view class_name() const override { return "TrueNegatives"; }

 protected:
  double figure(const Counts& counts) const override { return counts.true_negatives; }
};

/// How many predictions say no, and wrongly: those above a threshold say yes. Weights count samples.
/// Input    y_pred (N, ...), y_true the same shape
/// Errors   usage: a threshold outside [0, 1]
/// Source   keras/src/metrics/confusion_metrics.py, 3.15
class FalseNegatives : public ThresholdMetricOf<FalseNegatives, ConfusionCountOptions<"false_negatives">> {
 public:
  explicit FalseNegatives(const Options& options = {});
  std::string_view class_name() const override { return "FalseNegatives"; }

 protected:
  double figure(const Counts& counts) const override { return counts.false_negatives; }
};

}  // namespace fovea
