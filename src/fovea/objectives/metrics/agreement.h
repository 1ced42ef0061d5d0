#pragma once
#include <optional>

#include "fovea/objectives/metrics/comparing_metric.h"

namespace fovea {

/// Counts how often each class is taken for each: of labels in rows, of predictions in columns. The class of a
/// prediction is its largest; of a single number 1 above 0.5, else 0.
class ClassConfusion : public ComparingMetric {
 public:
  using ComparingMetric::ComparingMetric;
  void update(const Array& y_true, const Array& y_pred, const float* sample_weight) override;
  void reset() override;

 protected:
  Compared form(const Shape& y_true, const Shape& y_pred) const override;
  double at(std::size_t label, std::size_t prediction) const { return counts_[label * classes_ + prediction]; }

  std::size_t classes_ = 0;
  std::vector<double> counts_;
};

/// The counts themselves, (classes, classes); as one figure, the share of samples on the diagonal.
/// Input    y_pred (N, ..., classes), or (N, ..., 1) for two; y_true the same shape, or class indices
/// Errors   usage: a label that is no class
/// Source   sklearn.metrics.confusion_matrix, 1.8; Keras has none
class ConfusionMatrix : public ComparingMetricOf<ConfusionMatrix, PlainMetricOptions<"confusion_matrix">,
                                                 Compared::index, ClassConfusion> {
 public:
  explicit ConfusionMatrix(const Options& options = {}) : ComparingMetricOf(options) {}
  std::string_view class_name() const override { return "ConfusionMatrix"; }
  double result() const override;
  Array results() const override;
};

/// Matthews' correlation of labels and predictions: 1 for equal, 0 for unrelated ones, and where either has one class.
/// Input    y_pred (N, ..., classes), or (N, ..., 1) for two; y_true the same shape, or class indices
/// Errors   usage: a label that is no class
/// Source   sklearn.metrics.matthews_corrcoef, 1.8; Keras has none
class MatthewsCorrelation : public ComparingMetricOf<MatthewsCorrelation, PlainMetricOptions<"matthews_correlation">,
                                                     Compared::index, ClassConfusion> {
 public:
  explicit MatthewsCorrelation(const Options& options = {}) : ComparingMetricOf(options) {}
  std::string_view class_name() const override { return "MatthewsCorrelation"; }
  double result() const override;
};

struct CohenKappaOptions {
  ByName by_name = ByName();
  std::optional<std::string> weights = {};
  std::string name = "cohen_kappa";
  Json dtype = "float32";

  static const Fields<CohenKappaOptions>& fields();
};

/// Cohen's kappa: how far labels and predictions agree beyond chance. With weights "linear" or "quadratic" a mistake
/// counts by the distance of the two classes, or its square.
/// Input    y_pred (N, ..., classes), or (N, ..., 1) for two; y_true the same shape, or class indices
/// Errors   usage: other weights, a label that is no class
/// Source   sklearn.metrics.cohen_kappa_score, 1.8, which gives NaN where both have one class only, this 0; Keras has none
class CohenKappa : public ComparingMetricOf<CohenKappa, CohenKappaOptions, Compared::index, ClassConfusion> {
 public:
  explicit CohenKappa(const Options& options = {});
  std::string_view class_name() const override { return "CohenKappa"; }
  double result() const override;
};

}  // namespace fovea
