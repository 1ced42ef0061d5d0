#pragma once
#include "fovea/kernels/weight_update.h"
#include "fovea/objectives/optimizers/optimizer_base.h"

namespace fovea {

struct LambOptions {
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
  std::string name = "lamb";

  static const Fields<LambOptions>& fields();
};

/// Adam whose step is as long, for each weight, as the learning rate times the weight's own norm.
/// Errors   usage: beta_1 or beta_2 outside [0, 1), epsilon below 0
/// Source   keras/src/optimizers/lamb.py, 3.15
class Lamb : public OptimizerOf<Lamb, LambOptions> {
 public:
  explicit Lamb(const Options& options = {});
  std::string_view class_name() const override { return "Lamb"; }

 protected:
  std::vector<std::vector<Slot>> slots(const Variable& weight) const override;
  bool takes_whole_weights() const override { return true; }
  void begin(double rate, std::int64_t update) override;
  void update(const Part& part) const override;

 private:
  double rate_ = 0;
  native::LambRule rule_;
};

}  // namespace fovea
