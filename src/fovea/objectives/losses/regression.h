#pragma once
#include "fovea/objectives/losses/loss_of.h"

namespace fovea {

/// (p - t)^2, averaged over every axis but the samples'.
/// Input    predictions (N, ...) float32, target the same shape
/// Output   (N)
/// Source   keras/src/losses/losses.py, 3.15
class MeanSquaredError : public FormulaLoss<PlainLossOptions<"mean_squared_error">> {
 public:
  explicit MeanSquaredError(const Options& options = {}) : FormulaLoss("MeanSquaredError", options) {}
  std::string_view class_name() const override { return "MeanSquaredError"; }

 protected:
  Expression values(const Expression& predictions, const Expression& labels) const override;
};

/// |p - t|, averaged over every axis but the samples'.
/// Input    predictions (N, ...) float32, target the same shape
/// Output   (N)
/// Source   keras/src/losses/losses.py, 3.15
class MeanAbsoluteError : public FormulaLoss<PlainLossOptions<"mean_absolute_error">> {
 public:
  explicit MeanAbsoluteError(const Options& options = {}) : FormulaLoss("MeanAbsoluteError", options) {}
  std::string_view class_name() const override { return "MeanAbsoluteError"; }

 protected:
  Expression values(const Expression& predictions, const Expression& labels) const override;
};

/// 100 * |p - t| / |t|, averaged over every axis but the samples'.
/// Input    predictions (N, ...) float32, target the same shape
/// Output   (N)
/// Source   keras/src/losses/losses.py, 3.15
class MeanAbsolutePercentageError : public FormulaLoss<PlainLossOptions<"mean_absolute_percentage_error">> {
 public:
  explicit MeanAbsolutePercentageError(const Options& options = {})
      : FormulaLoss("MeanAbsolutePercentageError", options) {}
  std::string_view class_name() const override { return "MeanAbsolutePercentageError"; }

 protected:
  Expression values(const Expression& predictions, const Expression& labels) const override;
};

/// (log(p + 1) - log(t + 1))^2, averaged over every axis but the samples'; numbers below 0 count as 0.
/// Input    predictions (N, ...) float32, target the same shape
/// Output   (N)
/// Source   keras/src/losses/losses.py, 3.15
class MeanSquaredLogarithmicError : public FormulaLoss<PlainLossOptions<"mean_squared_logarithmic_error">> {
 public:
  explicit MeanSquaredLogarithmicError(const Options& options = {})
      : FormulaLoss("MeanSquaredLogarithmicError", options) {}
  std::string_view class_name() const override { return "MeanSquaredLogarithmicError"; }

 protected:
  Expression values(const Expression& predictions, const Expression& labels) const override;
};

/// log(cosh(p - t)), averaged over every axis but the samples': a smooth absolute error.
/// Input    predictions (N, ...) float32, target the same shape
/// Output   (N)
/// Source   keras/src/losses/losses.py, 3.15
class LogCosh : public FormulaLoss<PlainLossOptions<"log_cosh">> {
 public:
  explicit LogCosh(const Options& options = {}) : FormulaLoss("LogCosh", options) {}
  std::string_view class_name() const override { return "LogCosh"; }

 protected:
  Expression values(const Expression& predictions, const Expression& labels) const override;
};

struct HuberOptions {
  ByName by_name = ByName();
  double delta = 1;
  std::string reduction = "sum_over_batch_size";
  std::string name = "huber_loss";
  Json dtype = {};

  static const Fields<HuberOptions>& fields();
};

/// (p - t)^2 / 2 where |p - t| is at most delta, else delta * |p - t| - delta^2 / 2; averaged over every axis but the
/// samples'.
/// Input    predictions (N, ...) float32, target the same shape
/// Output   (N)
/// Errors   usage: delta not above 0
/// Source   keras/src/losses/losses.py, 3.15, whose config forgets delta, and reads it
class Huber : public FormulaLoss<HuberOptions> {
 public:
  explicit Huber(const Options& options = {});
  std::string_view class_name() const override { return "Huber"; }
  Json config() const override;

 protected:
  Expression values(const Expression& predictions, const Expression& labels) const override;
};

struct CosineSimilarityOptions {
  ByName by_name = ByName();
  std::int64_t axis = -1;
  std::string reduction = "sum_over_batch_size";
  std::string name = "cosine_similarity";
  Json dtype = {};

  static const Fields<CosineSimilarityOptions>& fields();
};

/// Minus the cosine of the angle between the vectors of the last axis: -1 where they point the same way.
/// Input    predictions (N, ..., K) float32, target the same shape
/// Output   (N)
/// Errors   usage: an axis other than the last
/// Source   keras/src/losses/losses.py, 3.15
class CosineSimilarity : public FormulaLoss<CosineSimilarityOptions> {
 public:
  explicit CosineSimilarity(const Options& options = {});
  std::string_view class_name() const override { return "CosineSimilarity"; }

 protected:
  Expression values(const Expression& predictions, const Expression& labels) const override;
};

}  // namespace fovea
