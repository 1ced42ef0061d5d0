#pragma once
#include "fovea/objectives/schedules/schedule.h"

/// Keras' learning-rate schedules. Units: decay_steps and boundaries in updates.
/// Source   keras/src/optimizers/schedules/learning_rate_schedule.py, 3.15
namespace fovea {

struct ExponentialDecayOptions {
  ByName by_name = ByName();
  double initial_learning_rate = 0;
  double decay_steps = 1;
  double decay_rate = 1;
  bool staircase = false;
  std::string name = "ExponentialDecay";
  static const Fields<ExponentialDecayOptions>& fields();
};

struct PiecewiseConstantDecayOptions {
  ByName by_name = ByName();
  std::vector<double> boundaries = {};
  std::vector<double> values = {};
  std::string name = "PiecewiseConstant";
  static const Fields<PiecewiseConstantDecayOptions>& fields();
};

struct PolynomialDecayOptions {
  ByName by_name = ByName();
  double initial_learning_rate = 0;
  double decay_steps = 1;
  double end_learning_rate = 0.0001;
  double power = 1;
  bool cycle = false;
  std::string name = "PolynomialDecay";
  static const Fields<PolynomialDecayOptions>& fields();
};

struct InverseTimeDecayOptions {
  ByName by_name = ByName();
  double initial_learning_rate = 0;
  double decay_steps = 1;
  double decay_rate = 1;
  bool staircase = false;
  std::string name = "InverseTimeDecay";
  static const Fields<InverseTimeDecayOptions>& fields();
};

struct CosineDecayOptions {
  ByName by_name = ByName();
  double initial_learning_rate = 0;
  double decay_steps = 1;
  double alpha = 0;
  std::string name = "CosineDecay";
  std::optional<double> warmup_target = {};
  double warmup_steps = 0;
  static const Fields<CosineDecayOptions>& fields();
};

struct CosineDecayRestartsOptions {
  ByName by_name = ByName();
  double initial_learning_rate = 0;
  double first_decay_steps = 1;
  double t_mul = 2;
  double m_mul = 1;
  double alpha = 0;
  std::string name = "SGDRDecay";
  static const Fields<CosineDecayRestartsOptions>& fields();
};

/// A schedule written from its options struct and one formula.
template <class OptionsType>
class ScheduleOf : public Schedule {
 public:
  using Options = OptionsType;
  /// Errors   usage: decay_steps of 0 or less, lists that do not fit
  explicit ScheduleOf(const Options& options);
  std::string_view class_name() const override;
  Json config() const override { return Options::fields().write(&options_); }
  double at(std::int64_t step) const override;

 private:
  Options options_;
};

using ExponentialDecay = ScheduleOf<ExponentialDecayOptions>;
using PiecewiseConstantDecay = ScheduleOf<PiecewiseConstantDecayOptions>;
using PolynomialDecay = ScheduleOf<PolynomialDecayOptions>;
using InverseTimeDecay = ScheduleOf<InverseTimeDecayOptions>;
using CosineDecay = ScheduleOf<CosineDecayOptions>;
using CosineDecayRestarts = ScheduleOf<CosineDecayRestartsOptions>;

}  // namespace fovea
