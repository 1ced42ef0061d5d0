#pragma once
#include "fovea/objectives/losses/loss_of.h"

namespace fovea {

struct CategoricalGeneralizedCrossEntropyOptions {
  ByName by_name = ByName();
  double q = 0.5;
  std::string reduction = "sum_over_batch_size";
  std::string name = "categorical_generalized_cross_entropy";
  Json dtype = {};

  static const Fields<CategoricalGeneralizedCrossEntropyOptions>& fields();
};

/// (1 - p[label]^q) / q: between cross-entropy (q near 0) and mean absolute error (q near 1), for labels that may be wrong.
/// Input    predictions (N, ..., classes) float32: probabilities; target (N, ...) int64
/// Output   (N)
/// Errors   usage: q outside (0, 1)
/// Source   keras/src/losses/losses.py, 3.15, which takes indices too, whatever the name says
class CategoricalGeneralizedCrossEntropy : public FormulaLoss<CategoricalGeneralizedCrossEntropyOptions> {
 public:
  explicit CategoricalGeneralizedCrossEntropy(const Options& options = {});
  std::string_view class_name() const override { return "CategoricalGeneralizedCrossEntropy"; }
  LabelForm labels() const override { return LabelForm::indices; }

 protected:
  Expression values(const Expression& predictions, const Expression& labels) const override;
};

}  // namespace fovea
