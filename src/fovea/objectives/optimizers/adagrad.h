#pragma once
#include "fovea/kernels/adaptive_update.h"
#include "fovea/objectives/optimizers/optimizer_base.h"

namespace fovea {

struct AdagradOptions {
  ByName by_name = ByName();
  LearningRate learning_rate = 0.001;
  double initial_accumulator_value = 0.1;
  double epsilon = 1e-7;
  std::optional<double> weight_decay = {};
  std::optional<double> clipnorm = {};
  std::optional<double> clipvalue = {};
  std::optional<double> global_clipnorm = {};
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<std::int64_t> ema_overwrite_frequency = {};
  std::optional<double> loss_scale_factor = {};
  std::optional<std::int64_t> gradient_accumulation_steps = {};
  std::string name = "adagrad";

  static const Fields<AdagradOptions>& fields();
};

/// Divides the gradient by the root of the sum of all its squares.
/// Errors   usage: initial_accumulator_value or epsilon below 0
/// Source   keras/src/optimizers/adagrad.py, 3.15
class Adagrad : public OptimizerOf<Adagrad, AdagradOptions> {
 public:
  explicit Adagrad(const Options& options = {});
  std::string_view class_name() const override { return "Adagrad"; }

 protected:
  std::vector<std::vector<Slot>> slots(const Variable& weight) const override;
  void begin(double rate, std::int64_t update) override;
  void update(const Part& part) const override;

 private:
  native::AdagradRule rule_;
};

}  // namespace fovea
