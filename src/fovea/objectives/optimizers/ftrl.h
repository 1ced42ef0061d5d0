#pragma once
#include "fovea/kernels/adaptive_update.h"
#include "fovea/objectives/optimizers/optimizer_base.h"

namespace fovea {

struct FtrlOptions {
  ByName by_name = ByName();
  LearningRate learning_rate = 0.001;
  double learning_rate_power = -0.5;
  double initial_accumulator_value = 0.1;
  double l1_regularization_strength = 0;
  double l2_regularization_strength = 0;
  double l2_shrinkage_regularization_strength = 0;
  double beta = 0;
  std::optional<double> weight_decay = {};
  std::optional<double> clipnorm = {};
  std::optional<double> clipvalue = {};
  std::optional<double> global_clipnorm = {};
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<std::int64_t> ema_overwrite_frequency = {};
  std::optional<double> loss_scale_factor = {};
  std::optional<std::int64_t> gradient_accumulation_steps = {};
  std::string name = "ftrl";

  static const Fields<FtrlOptions>& fields();
};

/// Follow the regularised leader: weights are what minimises the sum of all gradients so far with L1 and L2 penalties.
/// Errors   usage: learning_rate_power above 0, any other number below 0
/// Source   keras/src/optimizers/ftrl.py, 3.15
class Ftrl : public OptimizerOf<Ftrl, FtrlOptions> {
 public:
  explicit Ftrl(const Options& options = {});
  std::string_view class_name() const override { return "Ftrl"; }

 protected:
  std::vector<std::vector<Slot>> slots(const Variable& weight) const override;
  void begin(double rate, std::int64_t update) override;
  void update(const Part& part) const override;

 private:
  native::FtrlRule rule_;
};

}  // namespace fovea
