#pragma once
#include "fovea/objectives/optimizers/optimizer_base.h"

namespace fovea {

struct SGDOptions {
  ByName by_name = ByName();
  LearningRate learning_rate = 0.01;
  double momentum = 0;
  bool nesterov = false;
  std::optional<double> weight_decay = {};
  std::optional<double> clipnorm = {};
  std::optional<double> clipvalue = {};
  std::optional<double> global_clipnorm = {};
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<std::int64_t> ema_overwrite_frequency = {};
  std::optional<double> loss_scale_factor = {};
  std::optional<std::int64_t> gradient_accumulation_steps = {};
  std::string name = "sgd";

  static const Fields<SGDOptions>& fields();
};

/// w -= rate * g; with momentum m = momentum * m - rate * g, w += m (nesterov: w += momentum * m - rate * g).
/// Errors   usage: momentum outside [0, 1]
/// Source   keras/src/optimizers/sgd.py, 3.15
class SGD : public OptimizerOf<SGD, SGDOptions> {
 public:
  explicit SGD(const Options& options = {});
  std::string_view class_name() const override { return "SGD"; }

 protected:
  std::vector<std::vector<Slot>> slots(const Variable& weight) const override;
  void begin(double rate, std::int64_t update) override;
  void update(const Part& part) const override;

 private:
  float rate_ = 0;
};

}  // namespace fovea
