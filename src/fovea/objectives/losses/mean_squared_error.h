#pragma once
#include "fovea/objectives/losses/loss_of.h"

namespace fovea {

struct MeanSquaredErrorOptions {
  ByName by_name = ByName();
  std::string reduction = "sum_over_batch_size";
  std::string name = "mean_squared_error";
  Json dtype = {};

  static const Fields<MeanSquaredErrorOptions>& fields();
};

/// (p - t)^2, averaged over every axis but the samples'.
/// Input    predictions (N, ...) float32, target the same shape
/// Output   (N)
/// Source   keras/src/losses/losses.py, 3.15
class MeanSquaredError : public LossOf<MeanSquaredErrorOptions> {
 public:
  explicit MeanSquaredError(const Options& options = {}) : LossOf("MeanSquaredError", options) {}
  std::string_view class_name() const override { return "MeanSquaredError"; }
  ValueId emit(Graph& graph, ValueId predictions, ValueId target) const override;
};

}  // namespace fovea
