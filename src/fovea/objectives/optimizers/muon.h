#pragma once
#include <regex>

#include "fovea/kernels/update.h"
#include "fovea/objectives/optimizers/optimizer_base.h"

namespace fovea {
namespace native {
class Orthogonalize;
}

struct MuonOptions {
  ByName by_name = ByName();
  LearningRate learning_rate = 0.001;
  double adam_beta_1 = 0.9;
  double adam_beta_2 = 0.999;
  std::optional<double> adam_weight_decay = 0.004;
  double epsilon = 1e-7;
  std::optional<double> weight_decay = 0.004;
  std::optional<double> clipnorm = {};
  std::optional<double> clipvalue = {};
  std::optional<double> global_clipnorm = {};
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<std::int64_t> ema_overwrite_frequency = {};
  std::optional<double> loss_scale_factor = {};
  std::optional<std::int64_t> gradient_accumulation_steps = {};
  std::string name = "muon";
  std::vector<std::string> exclude_layers = {};
  bool exclude_embeddings = true;
  double muon_a = 3.4445;
  double muon_b = -4.775;
  double muon_c = 2.0315;
  double adam_lr_ratio = 1;
  double momentum = 0.95;
  std::int64_t ns_steps = 5;
  bool nesterov = true;
  std::optional<double> rms_rate = 0.2;

  static const Fields<MuonOptions>& fields();
};

/// Matrices move along their momentum made orthogonal; weights of other ranks, embeddings and what `exclude_layers`
/// (patterns searched in a weight's path) names are left to AdamW.
/// Errors   usage: adam_beta_1 or adam_beta_2 outside [0, 1), a negative number, a pattern that cannot be read
/// Source   keras/src/optimizers/muon.py, 3.15
class Muon : public OptimizerOf<Muon, MuonOptions> {
 public:
  explicit Muon(const Options& options = {});
  std::string_view class_name() const override { return "Muon"; }
  void build(const std::vector<VariablePtr>& weights) override;

 protected:
  std::vector<std::vector<Slot>> slots(const Variable& weight) const override;
  bool takes_whole_weights() const override { return true; }
  std::optional<double> weight_decay(const Variable& weight) const override;
  void begin(double rate, std::int64_t update) override;
  void update(const Part& part) const override;

 private:
  bool left_to_adam(const Variable& weight) const;

  std::vector<std::regex> excluded_;
  std::vector<std::shared_ptr<native::Orthogonalize>> orthogonalize_;  ///< for each weight; null for Adam's
  double rate_ = 0;
  native::AdamRule adam_;
};

}  // namespace fovea
