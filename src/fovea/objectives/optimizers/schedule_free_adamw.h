#pragma once
#include "fovea/kernels/adaptive_update.h"
#include "fovea/objectives/optimizers/optimizer_base.h"

namespace fovea {

struct ScheduleFreeAdamWOptions {
  ByName by_name = ByName();
  LearningRate learning_rate = 0.0025;
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-8;
  std::int64_t warmup_steps = 0;
  std::optional<double> weight_decay = {};
  std::optional<double> clipnorm = {};
  std::optional<double> clipvalue = {};
  std::optional<double> global_clipnorm = {};
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<std::int64_t> ema_overwrite_frequency = {};
  std::optional<double> loss_scale_factor = {};
  std::optional<std::int64_t> gradient_accumulation_steps = {};
  std::string name = "schedule_free_adam_w";

  static const Fields<ScheduleFreeAdamWOptions>& fields();
};

/// AdamW that needs no schedule: the weights lie between the point that gradients move and the mean of all such points.
/// Errors   usage: beta_1 outside (0, 1), beta_2 outside [0, 1), epsilon or warmup_steps below 0
/// Source   keras/src/optimizers/schedule_free_adamw.py, 3.15, on JAX. On TensorFlow, Keras' first train_on_batch loses
///          the starting points and with them the weights, and x is found with the new z: faults, not followed
class ScheduleFreeAdamW : public OptimizerOf<ScheduleFreeAdamW, ScheduleFreeAdamWOptions> {
 public:
  explicit ScheduleFreeAdamW(const Options& options = {});
  std::string_view class_name() const override { return "ScheduleFreeAdamW"; }

 protected:
  std::vector<std::vector<Slot>> slots(const Variable& weight) const override;
  void begin(double rate, std::int64_t update) override;
  void update(const Part& part) const override;

 private:
  native::ScheduleFreeRule rule_;
};

}  // namespace fovea
