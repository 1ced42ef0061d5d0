#pragma once
#include "fovea/kernels/adaptive_update.h"
#include "fovea/objectives/optimizers/optimizer_base.h"

namespace fovea {

struct AdadeltaOptions {
  ByName by_name = ByName();
  LearningRate learning_rate = 0.001;
  double rho = 0.95;
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
  std::string name = "adadelta";

  static const Fields<AdadeltaOptions>& fields();
};

/// Divides the gradient by the root of its running mean square and multiplies it by that of its steps.
/// Errors   usage: rho outside [0, 1), epsilon below 0
/// Source   keras/src/optimizers/adadelta.py, 3.15
class Adadelta : public OptimizerOf<Adadelta, AdadeltaOptions> {
 public:
  explicit Adadelta(const Options& options = {});
  std::string_view class_name() const override { return "Adadelta"; }

 protected:
  std::vector<std::vector<Slot>> slots(const Variable& weight) const override;
  void begin(double rate, std::int64_t update) override;
  void update(const Part& part) const override;

 private:
  native::AdadeltaRule rule_;
};

}  // namespace fovea
