#pragma once
#include <optional>

#include "fovea/objectives/metrics/comparing_metric.h"
#include "fovea/objectives/metrics/threshold_counts.h"

namespace fovea {

/// A metric made of the counts at thresholds.
class ThresholdMetric : public ComparingMetric {
 public:
  using ComparingMetric::ComparingMetric;
  void reset() override { counts_.reset(); }
  double result() const override;
  Array results() const override;

 protected:
  /// Which predictions of each row of classes count.
  struct Selection {
    std::optional<std::int64_t> top_k = {};     ///< the k largest; all others are a no
    std::optional<std::int64_t> class_id = {};  ///< this one only
  };
  using Counts = ThresholdCounts::Counts;

  /// Errors   usage: a class that is none of the predictions'
  void count(const Array& y_true, const Array& y_pred, const float* sample_weight, const Selection& selection);
  /// The figure at one threshold.
  virtual double figure(const Counts&) const { return 0; }

  ThresholdCounts counts_;

 private:
  const float* only_top(const float* predictions, std::int64_t classes, std::int64_t k);

  std::vector<float> top_, sorted_;
};

template <class Impl, class Options>
class ThresholdMetricOf : public ComparingMetricOf<Impl, Options, Compared::numbers, ThresholdMetric> {
 public:
  using ComparingMetricOf<Impl, Options, Compared::numbers, ThresholdMetric>::ComparingMetricOf;
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override {
    std::optional<std::int64_t> top_k, class_id;
    if constexpr (requires { this->options_.top_k; }) top_k = this->options_.top_k;
    if constexpr (requires { this->options_.class_id; }) class_id = this->options_.class_id;
    this->count(y_true, y_pred, sample_weight, {top_k, class_id});
  }
};

}  // namespace fovea
