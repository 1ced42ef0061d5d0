#pragma once
#include "fovea/objectives/optimizers/optimizer_base.h"

namespace fovea {

struct RMSpropOptions {
  ByName by_name = ByName();
  LearningRate learning_rate = 0.001;
  double rho = 0.9;
  double momentum = 0;
  double epsilon = 1e-7;
  bool centered = false;
  std::optional<double> weight_decay = {};
  std::optional<double> clipnorm = {};
  std::optional<double> clipvalue = {};
  std::optional<double> global_clipnorm = {};
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<std::int64_t> ema_overwrite_frequency = {};
  std::optional<double> loss_scale_factor = {};
  std::optional<std::int64_t> gradient_accumulation_steps = {};
  std::string name = "rm_sprop";

  static const Fields<RMSpropOptions>& fields();
};

/// Divides the gradient by the root of its running mean square.
/// Errors   usage: rho or momentum outside [0, 1]
/// Source   keras/src/optimizers/rmsprop.py, 3.15
class RMSprop : public OptimizerOf<RMSprop, RMSpropOptions> {
 public:
  explicit RMSprop(const Options& options = {});
  std::string_view class_name() const override { return "RMSprop"; }

 protected:
  std::vector<std::vector<Slot>> slots(const Variable& weight) const override;
  void begin(double rate, std::int64_t update) override;
  void update(const Part& part) const override;

 private:
  float rate_ = 0;
};

}  // namespace fovea
