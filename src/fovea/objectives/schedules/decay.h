#pragma once
#include "fovea/objectives/schedules/schedule.h"

/// Schedules that fall by a power or at given steps.
/// Units    decay_steps, boundaries: updates
/// Source   keras/src/optimizers/schedules/learning_rate_schedule.py, 3.15; computed in double
namespace fovea {

struct ExponentialDecayOptions {
  ByName by_name = ByName();
  std::optional<double> initial_learning_rate = {};  ///< required
  double decay_steps = 0;                            ///< required
  std::optional<double> decay_rate = {};             ///< required
  bool staircase = false;
  std::string name = "ExponentialDecay";

  static const Fields<ExponentialDecayOptions>& fields();
};

/// initial * decay_rate ^ (step / decay_steps); with staircase the quotient is rounded down.
/// Errors   usage: decay_steps of 0 or less, an argument that is missing
class ExponentialDecay : public ObjectOf<Schedule, ExponentialDecayOptions> {
 public:
  explicit ExponentialDecay(const Options& options);
  std::string_view class_name() const override { return "ExponentialDecay"; }
  double at(std::int64_t step) const override;
};

struct InverseTimeDecayOptions {
  ByName by_name = ByName();
  std::optional<double> initial_learning_rate = {};  ///< required
  double decay_steps = 0;                            ///< required
  std::optional<double> decay_rate = {};             ///< required
  bool staircase = false;
  std::string name = "InverseTimeDecay";

  static const Fields<InverseTimeDecayOptions>& fields();
};

/// initial / (1 + decay_rate * step / decay_steps); with staircase the quotient is rounded down.
/// Errors   usage: decay_steps of 0 or less, an argument that is missing
class InverseTimeDecay : public ObjectOf<Schedule, InverseTimeDecayOptions> {
 public:
  explicit InverseTimeDecay(const Options& options);
  std::string_view class_name() const override { return "InverseTimeDecay"; }
  double at(std::int64_t step) const override;
};

struct PolynomialDecayOptions {
  ByName by_name = ByName();
  std::optional<double> initial_learning_rate = {};  ///< required
  double decay_steps = 0;                            ///< required
  double end_learning_rate = 0.0001;
  double power = 1;
  bool cycle = false;
  std::string name = "PolynomialDecay";

  static const Fields<PolynomialDecayOptions>& fields();
};

/// From initial to end in decay_steps as (1 - step / decay_steps) ^ power; then it stays, or begins again at the next
/// multiple of decay_steps with cycle.
/// Errors   usage: decay_steps of 0 or less, an argument that is missing
class PolynomialDecay : public ObjectOf<Schedule, PolynomialDecayOptions> {
 public:
  explicit PolynomialDecay(const Options& options);
  std::string_view class_name() const override { return "PolynomialDecay"; }
  double at(std::int64_t step) const override;
};

struct PiecewiseConstantDecayOptions {
  ByName by_name = ByName();
  std::vector<double> boundaries = {};  ///< required
  std::vector<double> values = {};      ///< required
  std::string name = "PiecewiseConstant";

  static const Fields<PiecewiseConstantDecayOptions>& fields();
};

/// values[0] up to and with boundaries[0], then values[1], ...
/// Errors   usage: not one value more than boundaries, boundaries that do not grow
class PiecewiseConstantDecay : public ObjectOf<Schedule, PiecewiseConstantDecayOptions> {
 public:
  explicit PiecewiseConstantDecay(const Options& options);
  std::string_view class_name() const override { return "PiecewiseConstantDecay"; }
  double at(std::int64_t step) const override;
};

}  // namespace fovea
