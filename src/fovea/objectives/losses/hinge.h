#pragma once
#include "fovea/objectives/losses/loss_of.h"

namespace fovea {

/// max(1 - t * p, 0), averaged over every axis but the samples'. Labels are -1 or 1; where all of a batch are 0 or 1, 0 means
/// -1.
/// Input    predictions (N, ...) float32, target the same shape
/// Output   (N)
/// Source   keras/src/losses/losses.py, 3.15
class Hinge : public FormulaLoss<PlainLossOptions<"hinge">> {
 public:
  explicit Hinge(const Options& options = {}) : FormulaLoss("Hinge", options) {}
  std::string_view class_name() const override { return "Hinge"; }

 protected:
  Expression values(const Expression& predictions, const Expression& labels) const override;
};

/// max(1 - t * p, 0)^2, with labels as Hinge takes them.
/// Input    predictions (N, ...) float32, target the same shape
/// Output   (N)
/// Source   keras/src/losses/losses.py, 3.15
class SquaredHinge : public FormulaLoss<PlainLossOptions<"squared_hinge">> {
 public:
  explicit SquaredHinge(const Options& options = {}) : FormulaLoss("SquaredHinge", options) {}
  std::string_view class_name() const override { return "SquaredHinge"; }

 protected:
  Expression values(const Expression& predictions, const Expression& labels) const override;
};

/// max(largest of (1 - t) * p - sum of t * p + 1, 0) over the classes: labels are one-hot rows.
/// Input    predictions (N, ..., classes) float32, target the same shape
/// Output   (N)
/// Source   keras/src/losses/losses.py, 3.15
class CategoricalHinge : public FormulaLoss<PlainLossOptions<"categorical_hinge">> {
 public:
  explicit CategoricalHinge(const Options& options = {}) : FormulaLoss("CategoricalHinge", options) {}
  std::string_view class_name() const override { return "CategoricalHinge"; }

 protected:
  Expression values(const Expression& predictions, const Expression& labels) const override;
};

}  // namespace fovea
