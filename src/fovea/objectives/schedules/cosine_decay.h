#pragma once
#include "fovea/objectives/schedules/schedule.h"

/// Schedules along a falling half wave.
/// Units    decay_steps, warmup_steps: updates
/// Source   keras/src/optimizers/schedules/learning_rate_schedule.py, 3.15; computed in double
namespace fovea {

struct CosineDecayOptions {
  ByName by_name = ByName();
  std::optional<double> initial_learning_rate = {};  ///< required
  double decay_steps = 0;                            ///< required
  double alpha = 0;
  std::string name = "CosineDecay";
  std::optional<double> warmup_target = {};
  double warmup_steps = 0;

  static const Fields<CosineDecayOptions>& fields();
};

/// From initial to alpha * initial in decay_steps. With warmup_target: first a line from initial to it in
/// warmup_steps, then down from there. Errors   usage: decay_steps of 0 or less, initial_learning_rate missing
class CosineDecay : public ObjectOf<Schedule, CosineDecayOptions> {
 public:
  explicit CosineDecay(const Options& options);
  std::string_view class_name() const override { return "CosineDecay"; }
  double at(std::int64_t step) const override;
};

struct CosineDecayRestartsOptions {
  ByName by_name = ByName();
  std::optional<double> initial_learning_rate = {};  ///< required
  double first_decay_steps = 0;                      ///< required
  double t_mul = 2;
  double m_mul = 1;
  double alpha = 0;
  std::string name = "SGDRDecay";

  static const Fields<CosineDecayRestartsOptions>& fields();
};

/// Half waves one after the other, each t_mul as long and m_mul as high as the one before.
/// Errors   usage: first_decay_steps of 0 or less, initial_learning_rate missing
class CosineDecayRestarts : public ObjectOf<Schedule, CosineDecayRestartsOptions> {
 public:
  explicit CosineDecayRestarts(const Options& options);
  std::string_view class_name() const override { return "CosineDecayRestarts"; }
  double at(std::int64_t step) const override;
};

}  // namespace fovea
