#pragma once
#include <optional>

#include "fovea/objectives/metrics/comparing_metric.h"
#include "fovea/objectives/metrics/threshold_counts.h"

namespace fovea {

struct AUCOptions {
  ByName by_name = ByName();
  std::int64_t num_thresholds = 200;
  std::string curve = "ROC";
  std::string summation_method = "interpolation";
  std::string name = "auc";
  Json dtype = "float32";
  std::optional<std::vector<double>> thresholds = {};
  bool multi_label = false;
  std::optional<std::int64_t> num_labels = {};
  std::optional<std::vector<double>> label_weights = {};
  bool from_logits = false;

  static const Fields<AUCOptions>& fields();
};

/// The area under the ROC, precision-recall or precision-recall-gain curve, from the counts at thresholds between 0 and
/// 1: a Riemann sum by the middle, the larger or the smaller of two heights; of the precision-recall curve the middle is
/// Davis and Goadrich's interpolation. With multi_label the mean over labels, weighted by label_weights.
/// Input    y_pred (N, ...): probabilities, or logits with from_logits; y_true the same shape; (N, labels) with
///          multi_label
/// Errors   usage: num_thresholds below 2, another curve or summation_method, num_labels without multi_label, thresholds
///          outside [0, 1]; shape: other labels than num_labels or label_weights say
/// Source   keras/src/metrics/confusion_metrics.py, 3.15
class AUC : public ComparingMetricOf<AUC, AUCOptions, Compared::numbers, ComparingMetric> {
 public:
  explicit AUC(const Options& options = {});
  std::string_view class_name() const override { return "AUC"; }
  void check(const Shape& y_true, const Shape& y_pred) const override;
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
  void reset() override { counts_.reset(); }
  double result() const override;

 private:
  using Counts = ThresholdCounts::Counts;
  double area(const std::vector<Counts>& counts) const;
  double interpolated_precision(const std::vector<Counts>& counts) const;

  ThresholdCounts counts_;
};

}  // namespace fovea
