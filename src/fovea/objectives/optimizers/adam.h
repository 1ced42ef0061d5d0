#pragma once
#include "fovea/objectives/optimizers/optimizer_base.h"

namespace fovea {

struct AdamOptions {
  ByName by_name = ByName();
  LearningRate learning_rate = 0.001;
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
  bool amsgrad = false;
  std::optional<double> weight_decay = {};
  std::optional<double> clipnorm = {};
  std::optional<double> clipvalue = {};
  std::optional<double> global_clipnorm = {};
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<std::int64_t> ema_overwrite_frequency = {};
  std::optional<double> loss_scale_factor = {};
  std::optional<std::int64_t> gradient_accumulation_steps = {};
  std::string name = "adam";

  static const Fields<AdamOptions>& fields();
};

struct AdamWOptions {
  ByName by_name = ByName();
  LearningRate learning_rate = 0.001;
  double weight_decay = 0.004;
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
  bool amsgrad = false;
  std::optional<double> clipnorm = {};
  std::optional<double> clipvalue = {};
  std::optional<double> global_clipnorm = {};
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<std::int64_t> ema_overwrite_frequency = {};
  std::optional<double> loss_scale_factor = {};
  std::optional<std::int64_t> gradient_accumulation_steps = {};
  std::string name = "adam_w";

  static const Fields<AdamWOptions>& fields();
};

/// Running means of the gradient and of its square, both corrected for their start at zero.
/// Errors   usage: beta_1 or beta_2 outside [0, 1)
/// Source   keras/src/optimizers/adam.py, 3.15
template <class Impl, class Options>
class AdamOf : public OptimizerOf<Impl, Options> {
 public:
  AdamOf(const std::string& who, const Options& options);

 protected:
  using typename OptimizerOf<Impl, Options>::Part;
  using typename OptimizerOf<Impl, Options>::Slot;
  std::vector<std::vector<Slot>> slots(const Variable& weight) const override;
  void begin(double rate, std::int64_t update) override;
  void update(const Part& part) const override;

 private:
  float alpha_ = 0;  ///< the rate with both corrections
};

class Adam : public AdamOf<Adam, AdamOptions> {
 public:
  explicit Adam(const Options& options = {}) : AdamOf("Adam", options) {}
  std::string_view class_name() const override { return "Adam"; }
};

/// Adam with weight decay, which it must have.
/// Source   keras/src/optimizers/adamw.py, 3.15
class AdamW : public AdamOf<AdamW, AdamWOptions> {
 public:
  explicit AdamW(const Options& options = {}) : AdamOf("AdamW", options) {}
  std::string_view class_name() const override { return "AdamW"; }
};

}  // namespace fovea
