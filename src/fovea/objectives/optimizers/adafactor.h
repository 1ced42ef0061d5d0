#pragma once
#include "fovea/objectives/optimizers/optimizer_base.h"

namespace fovea {

struct AdafactorOptions {
  ByName by_name = ByName();
  LearningRate learning_rate = 0.001;
  double beta_2_decay = -0.8;
  double epsilon_1 = 1e-30;
  double epsilon_2 = 1e-3;
  double clip_threshold = 1;
  bool relative_step = true;
  std::optional<double> weight_decay = {};
  std::optional<double> clipnorm = {};
  std::optional<double> clipvalue = {};
  std::optional<double> global_clipnorm = {};
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<std::int64_t> ema_overwrite_frequency = {};
  std::optional<double> loss_scale_factor = {};
  std::optional<std::int64_t> gradient_accumulation_steps = {};
  std::string name = "adafactor";

  static const Fields<AdafactorOptions>& fields();
};

/// Divides the gradient by the root of its running mean square, of which matrices keep the means of rows and of columns
/// alone; steps are as long as the weight is large.
/// Errors   usage: beta_2_decay above 0, an epsilon below 0, clip_threshold not above 0
/// Source   keras/src/optimizers/adafactor.py, 3.15, where relative_step bounds a rate that is bounded in any case
class Adafactor : public OptimizerOf<Adafactor, AdafactorOptions> {
 public:
  explicit Adafactor(const Options& options = {});
  std::string_view class_name() const override { return "Adafactor"; }

 protected:
  std::vector<std::vector<Slot>> slots(const Variable& weight) const override;
  bool takes_whole_weights() const override { return true; }
  void begin(double rate, std::int64_t update) override;
  void update(const Part& part) const override;

 private:
  /// Renews the means of a weight of rank 2 or more. Output   the sum of squares of its step
  double factored(const Part& part) const;

  double rate_ = 0, beta_2_ = 0;
};

}  // namespace fovea
