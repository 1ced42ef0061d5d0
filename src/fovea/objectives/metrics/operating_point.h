#pragma once
#include "fovea/objectives/metrics/threshold_metric.h"

namespace fovea {

/// The best of one rate over all thresholds at which another is at least a given value; 0 where it is nowhere.
class OperatingPoint : public ThresholdMetric {
 public:
  using ThresholdMetric::ThresholdMetric;
  double result() const override;
  Array results() const override { return Metric::results(); }

 protected:
  struct Rates {
    double kept, wanted;
  };
  /// Errors   usage: no value, one outside [0, 1], no threshold at all
  void start(const char* key, const std::optional<double>& value, std::int64_t num_thresholds);
  virtual Rates rates(const Counts& counts) const = 0;

 private:
  double least_ = 0;
};

template <class Impl, class Options>
class OperatingPointOf : public ComparingMetricOf<Impl, Options, Compared::numbers, OperatingPoint> {
 public:
  using ComparingMetricOf<Impl, Options, Compared::numbers, OperatingPoint>::ComparingMetricOf;
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override {
    this->count(y_true, y_pred, sample_weight, {{}, this->options_.class_id});
  }
};

struct SensitivityAtSpecificityOptions {
  ByName by_name = ByName();
  std::optional<double> specificity = {};  ///< must be given
  std::int64_t num_thresholds = 200;
  std::optional<std::int64_t> class_id = {};
  std::string name = "sensitivity_at_specificity";
  Json dtype = "float32";

  static const Fields<SensitivityAtSpecificityOptions>& fields();
};

/// The best sensitivity (recall) at a threshold where the specificity is at least the given one.
/// Input    y_pred (N, ...): probabilities, y_true the same shape
/// Errors   usage: specificity outside [0, 1], num_thresholds outside 1..1,000,000, a class_id that is no class
/// Source   keras/src/metrics/confusion_metrics.py, 3.15
class SensitivityAtSpecificity : public OperatingPointOf<SensitivityAtSpecificity, SensitivityAtSpecificityOptions> {
 public:
  explicit SensitivityAtSpecificity(const Options& options = {});
  std::string_view class_name() const override { return "SensitivityAtSpecificity"; }

 protected:
  Rates rates(const Counts& counts) const override;
};

struct SpecificityAtSensitivityOptions {
  ByName by_name = ByName();
  std::optional<double> sensitivity = {};  ///< must be given
  std::int64_t num_thresholds = 200;
  std::optional<std::int64_t> class_id = {};
  std::string name = "specificity_at_sensitivity";
  Json dtype = "float32";

  static const Fields<SpecificityAtSensitivityOptions>& fields();
};

/// The best specificity at a threshold where the sensitivity (recall) is at least the given one.
/// Input    y_pred (N, ...): probabilities, y_true the same shape
/// Errors   usage: sensitivity outside [0, 1], num_thresholds outside 1..1,000,000, a class_id that is no class
/// Source   keras/src/metrics/confusion_metrics.py, 3.15
class SpecificityAtSensitivity : public OperatingPointOf<SpecificityAtSensitivity, SpecificityAtSensitivityOptions> {
 public:
  explicit SpecificityAtSensitivity(const Options& options = {});
  std::string_view class_name() const override { return "SpecificityAtSensitivity"; }

 protected:
  Rates rates(const Counts& counts) const override;
};

struct PrecisionAtRecallOptions {
  ByName by_name = ByName();
  std::optional<double> recall = {};  ///< must be given
  std::int64_t num_thresholds = 200;
  std::optional<std::int64_t> class_id = {};
  std::string name = "precision_at_recall";
  Json dtype = "float32";

  static const Fields<PrecisionAtRecallOptions>& fields();
};

/// The best precision at a threshold where the recall is at least the given one.
/// Input    y_pred (N, ...): probabilities, y_true the same shape
/// Errors   usage: recall outside [0, 1], num_thresholds outside 1..1,000,000, a class_id that is no class
/// Source   keras/src/metrics/confusion_metrics.py, 3.15
class PrecisionAtRecall : public OperatingPointOf<PrecisionAtRecall, PrecisionAtRecallOptions> {
 public:
  explicit PrecisionAtRecall(const Options& options = {});
  std::string_view class_name() const override { return "PrecisionAtRecall"; }

 protected:
  Rates rates(const Counts& counts) const override;
};

struct RecallAtPrecisionOptions {
  ByName by_name = ByName();
  std::optional<double> precision = {};  ///< must be given
  std::int64_t num_thresholds = 200;
  std::optional<std::int64_t> class_id = {};
  std::string name = "recall_at_precision";
  Json dtype = "float32";

  static const Fields<RecallAtPrecisionOptions>& fields();
};

/// The best recall at a threshold where the precision is at least the given one.
/// Input    y_pred (N, ...): probabilities, y_true the same shape
/// Errors   usage: precision outside [0, 1], num_thresholds outside 1..1,000,000, a class_id that is no class
/// Source   keras/src/metrics/confusion_metrics.py, 3.15
class RecallAtPrecision : public OperatingPointOf<RecallAtPrecision, RecallAtPrecisionOptions> {
 public:
  explicit RecallAtPrecision(const Options& options = {});
  std::string_view class_name() const override { return "RecallAtPrecision"; }

 protected:
  Rates rates(const Counts& counts) const override;
};

}  // namespace fovea
