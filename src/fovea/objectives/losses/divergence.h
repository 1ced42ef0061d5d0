#pragma once
#include "fovea/objectives/losses/loss_of.h"

namespace fovea {

/// sum of t * log(t / p) over the classes, with t and p kept in [1e-7, 1].
/// Input    predictions (N, ..., classes) float32, target the same shape
/// Output   (N)
/// Source   keras/src/losses/losses.py, 3.15
class KLDivergence : public FormulaLoss<PlainLossOptions<"kl_divergence">> {
 public:
  explicit KLDivergence(const Options& options = {}) : FormulaLoss("KLDivergence", options) {}
  std::string_view class_name() const override { return "KLDivergence"; }

 protected:
  Expression values(const Expression& predictions, const Expression& labels) const override;
};

/// p - t * log p, averaged over every axis but the samples': labels are counts.
/// Input    predictions (N, ...) float32, target the same shape
/// Output   (N)
/// Source   keras/src/losses/losses.py, 3.15
class Poisson : public FormulaLoss<PlainLossOptions<"poisson">> {
 public:
  explicit Poisson(const Options& options = {}) : FormulaLoss("Poisson", options) {}
  std::string_view class_name() const override { return "Poisson"; }

 protected:
  Expression values(const Expression& predictions, const Expression& labels) const override;
};

}  // namespace fovea
