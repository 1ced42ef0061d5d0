#pragma once
#include "fovea/kernels/adaptive_update.h"
#include "fovea/objectives/optimizers/optimizer_base.h"

namespace fovea {

struct NadamOptions {
  ByName by_name = ByName();
  LearningRate learning_rate = 0.001;
  double beta_1 = 0.9;
  double beta_2 = 0.999;
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
  std::string name = "nadam";

  static const Fields<NadamOptions>& fields();
};

/// Adam with Nesterov's momentum: the step looks one gradient ahead. The product of all its momenta so far is a variable.
/// Errors   usage: beta_1 or beta_2 outside [0, 1), epsilon below 0
/// Source   keras/src/optimizers/nadam.py, 3.15
class Nadam : public OptimizerOf<Nadam, NadamOptions> {
 public:
  explicit Nadam(const Options& options = {});
  std::string_view class_name() const override { return "Nadam"; }
  void build(const std::vector<VariablePtr>& weights) override;
  /// Gives the product of momenta the value that it has after the updates made so far, where a state lacks it.
  void find_product();

 protected:
  std::vector<std::vector<Slot>> slots(const Variable& weight) const override;
  void begin(double rate, std::int64_t update) override;
  void update(const Part& part) const override;

 private:
  float momentum_at(std::int64_t update) const;

  VariablePtr product_;  ///< of all momenta so far
  native::NadamRule rule_;
};

}  // namespace fovea
