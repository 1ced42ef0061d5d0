#pragma once
#include "fovea/kernels/adaptive_update.h"
#include "fovea/objectives/optimizers/optimizer_base.h"

namespace fovea {

struct LionOptions {
  ByName by_name = ByName();
  LearningRate learning_rate = 0.001;
  double beta_1 = 0.9;
  double beta_2 = 0.99;
  std::optional<double> weight_decay = {};
  std::optional<double> clipnorm = {};
  std::optional<double> clipvalue = {};
  std::optional<double> global_clipnorm = {};
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<std::int64_t> ema_overwrite_frequency = {};
  std::optional<double> loss_scale_factor = {};
  std::optional<std::int64_t> gradient_accumulation_steps = {};
  std::string name = "lion";

  static const Fields<LionOptions>& fields();
};

/// Steps of one length along the sign of a running mean of the gradient.
/// Errors   usage: beta_1 outside (0, 1], beta_2 outside [0, 1)
/// Source   keras/src/optimizers/lion.py, 3.15
class Lion : public OptimizerOf<Lion, LionOptions> {
 public:
  explicit Lion(const Options& options = {});
  std::string_view class_name() const override { return "Lion"; }

 protected:
  std::vector<std::vector<Slot>> slots(const Variable& weight) const override;
  void begin(double rate, std::int64_t update) override;
  void update(const Part& part) const override;

 private:
  native::LionRule rule_;
};

}  // namespace fovea
