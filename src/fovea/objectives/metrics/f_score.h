#pragma once
#include <optional>

#include "fovea/objectives/metrics/comparing_metric.h"

namespace fovea {

struct FBetaScoreOptions {
  ByName by_name = ByName();
  std::optional<std::string> average = {};
  double beta = 1;
  std::optional<double> threshold = {};
  std::string name = "fbeta_score";
  Json dtype = "float32";

  static const Fields<FBetaScoreOptions>& fields();
};

struct F1ScoreOptions {
  ByName by_name = ByName();
  std::optional<std::string> average = {};
  std::optional<double> threshold = {};
  std::string name = "f1_score";
  Json dtype = "float32";

  static const Fields<F1ScoreOptions>& fields();
};

/// (1 + beta^2) * precision * recall / (beta^2 * precision + recall) of each class, or averaged: "micro" counts all
/// classes together, "macro" takes the mean, "weighted" the mean by how often each class is the label. A class is
/// predicted where it is above `threshold`, or without one where it is the row's largest.
/// Input    y_pred (N, classes), y_true the same shape
/// Errors   usage: another average, beta not above 0, a threshold outside (0, 1]; shape: predictions of another rank
/// Source   keras/src/metrics/f_score_metrics.py, 3.15
class FScore : public ComparingMetric {
 public:
  using ComparingMetric::ComparingMetric;
  void check(const Shape& y_true, const Shape& y_pred) const override;
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
  void reset() override;
  double result() const override;
  Array results() const override;

 protected:
  void start(const std::optional<std::string>& average, double beta, const std::optional<double>& threshold);

 private:
  struct Sums {
    double true_positives = 0, false_positives = 0, false_negatives = 0, labels = 0;
  };
  double score(const Sums& sums) const;

  std::string average_;  ///< empty for none
  double beta_ = 1;
  std::optional<float> threshold_;
  std::vector<Sums> classes_;
};

class FBetaScore : public ComparingMetricOf<FBetaScore, FBetaScoreOptions, Compared::one_hot, FScore> {
 public:
  explicit FBetaScore(const Options& options = {}) : ComparingMetricOf(options) {
    start(options.average, options.beta, options.threshold);
  }
  std::string_view class_name() const override { return "FBetaScore"; }
};

class F1Score : public ComparingMetricOf<F1Score, F1ScoreOptions, Compared::one_hot, FScore> {
 public:
  explicit F1Score(const Options& options = {}) : ComparingMetricOf(options) {
    start(options.average, 1, options.threshold);
  }
  std::string_view class_name() const override { return "F1Score"; }
};

}  // namespace fovea
