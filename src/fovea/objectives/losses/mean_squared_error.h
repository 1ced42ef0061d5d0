#pragma once
#include "fovea/objectives/losses/loss.h"

namespace fovea {

struct MeanSquaredErrorOptions {
  ByName by_name = ByName();
  std::string reduction = "sum_over_batch_size";
  std::string name = "mean_squared_error";

  static const Fields<MeanSquaredErrorOptions>& fields();
};

/// (p - t)^2, averaged over every axis but the samples'.
/// Input    predictions (N, ...) float32, target the same shape
/// Output   (N)
/// Source   keras/src/losses/losses.py, 3.15
class MeanSquaredError : public Loss {
 public:
  using Options = MeanSquaredErrorOptions;
  explicit MeanSquaredError(const Options& options = {});
  std::string_view class_name() const override { return "MeanSquaredError"; }
  Json config() const override { return Options::fields().write(&options_); }
  std::string name() const override { return options_.name; }
  std::string reduction() const override { return options_.reduction; }
  ValueId emit(Graph& graph, ValueId predictions, ValueId target) const override;

 private:
  Options options_;
};

}  // namespace fovea
