#pragma once
#include "fovea/objectives/metrics/threshold_metric.h"

namespace fovea {

template <FixedText default_name>
struct PrecisionRecallOptions {
  ByName by_name = ByName();
  Json thresholds = {};  ///< a number or a list; None: 0.5, or with top_k none
  std::optional<std::int64_t> top_k = {};
  std::optional<std::int64_t> class_id = {};
  std::string name = default_name.text;
  Json dtype = "float32";

  static const Fields<PrecisionRecallOptions>& fields() {
    using O = PrecisionRecallOptions;
    static const Fields<O> list = Fields<O>()
                                      .add("thresholds", &O::thresholds)
                                      .add("top_k", &O::top_k)
                                      .add("class_id", &O::class_id)
                                      .add("name", &O::name)
                                      .add("dtype", &O::dtype)
                                      .written_first({"name", "dtype"});
    return list;
  }
};

/// How much of what is called yes is a yes: predictions above a threshold, or the k largest of each row with top_k; of one
/// class with class_id. With both it is the figure of top_k for that class.
/// Input    y_pred (N, ...), y_true the same shape
/// Errors   usage: a threshold outside [0, 1], top_k below 1, a class_id that is no class
/// Source   keras/src/metrics/confusion_metrics.py, 3.15
class Precision : public ThresholdMetricOf<Precision, PrecisionRecallOptions<"precision">> {
 public:
  explicit Precision(const Options& options = {});
  std::string_view class_name() const override { return "Precision"; }

 protected:
  double figure(const Counts& counts) const override {
    return ratio(counts.true_positives, counts.true_positives + counts.false_positives);
  }
};

/// How much of what is a yes is called so: predictions above a threshold, or the k largest of each row with top_k; of one
/// class with class_id. With both it is the figure of top_k for that class.
/// Input    y_pred (N, ...), y_true the same shape
/// Errors   usage: a threshold outside [0, 1], top_k below 1, a class_id that is no class
/// Source   keras/src/metrics/confusion_metrics.py, 3.15
class Recall : public ThresholdMetricOf<Recall, PrecisionRecallOptions<"recall">> {
 public:
  explicit Recall(const Options& options = {});
  std::string_view class_name() const override { return "Recall"; }

 protected:
  double figure(const Counts& counts) const override {
    return ratio(counts.true_positives, counts.true_positives + counts.false_negatives);
  }
};

}  // namespace fovea
