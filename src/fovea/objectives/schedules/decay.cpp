#include "fovea/objectives/schedules/decay.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace fovea {
namespace {

void check_positive(const char* who, const char* key, double value) {
  if (!(value > 0)) fail(ErrorKind::usage, std::string(who) + ": " + key + " must be above 0. Received " + std::to_string(value) + ".");
}

double cosine(double fraction) { return 0.5 * (1 + std::cos(std::numbers::pi * fraction)); }

}  // namespace

#define FOVEA_FIELDS(O, ...)                                   \
  const Fields<O>& O::fields() {                               \
    static const Fields<O> list = Fields<O>() __VA_ARGS__;     \
    return list;                                               \
  }
FOVEA_FIELDS(ExponentialDecayOptions,
             .add("initial_learning_rate", &ExponentialDecayOptions::initial_learning_rate)
                 .add("decay_steps", &ExponentialDecayOptions::decay_steps)
                 .add("decay_rate", &ExponentialDecayOptions::decay_rate)
                 .add("staircase", &ExponentialDecayOptions::staircase)
                 .add("name", &ExponentialDecayOptions::name))
FOVEA_FIELDS(PiecewiseConstantDecayOptions, .add("boundaries", &PiecewiseConstantDecayOptions::boundaries)
                                                .add("values", &PiecewiseConstantDecayOptions::values)
                                                .add("name", &PiecewiseConstantDecayOptions::name))
FOVEA_FIELDS(PolynomialDecayOptions,
             .add("initial_learning_rate", &PolynomialDecayOptions::initial_learning_rate)
                 .add("decay_steps", &PolynomialDecayOptions::decay_steps)
                 .add("end_learning_rate", &PolynomialDecayOptions::end_learning_rate)
                 .add("power", &PolynomialDecayOptions::power)
                 .add("cycle", &PolynomialDecayOptions::cycle)
                 .add("name", &PolynomialDecayOptions::name))
FOVEA_FIELDS(InverseTimeDecayOptions,
             .add("initial_learning_rate", &InverseTimeDecayOptions::initial_learning_rate)
                 .add("decay_steps", &InverseTimeDecayOptions::decay_steps)
                 .add("decay_rate", &InverseTimeDecayOptions::decay_rate)
                 .add("staircase", &InverseTimeDecayOptions::staircase)
                 .add("name", &InverseTimeDecayOptions::name))
FOVEA_FIELDS(CosineDecayOptions,
             .add("initial_learning_rate", &CosineDecayOptions::initial_learning_rate)
                 .add("decay_steps", &CosineDecayOptions::decay_steps)
                 .add("alpha", &CosineDecayOptions::alpha)
                 .add("name", &CosineDecayOptions::name)
                 .add("warmup_target", &CosineDecayOptions::warmup_target)
                 .add("warmup_steps", &CosineDecayOptions::warmup_steps))
FOVEA_FIELDS(CosineDecayRestartsOptions,
             .add("initial_learning_rate", &CosineDecayRestartsOptions::initial_learning_rate)
                 .add("first_decay_steps", &CosineDecayRestartsOptions::first_decay_steps)
                 .add("t_mul", &CosineDecayRestartsOptions::t_mul)
                 .add("m_mul", &CosineDecayRestartsOptions::m_mul)
                 .add("alpha", &CosineDecayRestartsOptions::alpha)
                 .add("name", &CosineDecayRestartsOptions::name))
#undef FOVEA_FIELDS

template <>
ExponentialDecay::ScheduleOf(const Options& options) : options_(options) {
  check_positive("ExponentialDecay", "decay_steps", options.decay_steps);
}
template <>
std::string_view ExponentialDecay::class_name() const { return "ExponentialDecay"; }
template <>
double ExponentialDecay::at(std::int64_t step) const {
  const double p = static_cast<double>(step) / options_.decay_steps;
  return options_.initial_learning_rate * std::pow(options_.decay_rate, options_.staircase ? std::floor(p) : p);
}

template <>
PiecewiseConstantDecay::ScheduleOf(const Options& options) : options_(options) {
  if (options.values.size() != options.boundaries.size() + 1)
    fail(ErrorKind::usage, "PiecewiseConstantDecay: needs one value more than boundaries. Received " +
                               std::to_string(options.boundaries.size()) + " boundaries and " +
                               std::to_string(options.values.size()) + " values.");
}
template <>
std::string_view PiecewiseConstantDecay::class_name() const { return "PiecewiseConstantDecay"; }
template <>
double PiecewiseConstantDecay::at(std::int64_t step) const {
  std::size_t i = 0;
  while (i < options_.boundaries.size() && static_cast<double>(step) > options_.boundaries[i]) ++i;
  return options_.values[i];
}

template <>
PolynomialDecay::ScheduleOf(const Options& options) : options_(options) {
  check_positive("PolynomialDecay", "decay_steps", options.decay_steps);
}
template <>
std::string_view PolynomialDecay::class_name() const { return "PolynomialDecay"; }
template <>
double PolynomialDecay::at(std::int64_t step) const {
  const auto& o = options_;
  double now = static_cast<double>(step), length = o.decay_steps;
  if (o.cycle)
    length *= step == 0 ? 1 : std::ceil(now / o.decay_steps);
  else
    now = std::min(now, o.decay_steps);
  return (o.initial_learning_rate - o.end_learning_rate) * std::pow(1 - now / length, o.power) + o.end_learning_rate;
}

template <>
InverseTimeDecay::ScheduleOf(const Options& options) : options_(options) {
  check_positive("InverseTimeDecay", "decay_steps", options.decay_steps);
}
template <>
std::string_view InverseTimeDecay::class_name() const { return "InverseTimeDecay"; }
template <>
double InverseTimeDecay::at(std::int64_t step) const {
  const double p = static_cast<double>(step) / options_.decay_steps;
  return options_.initial_learning_rate / (1 + options_.decay_rate * (options_.staircase ? std::floor(p) : p));
}

template <>
CosineDecay::ScheduleOf(const Options& options) : options_(options) {
  check_positive("CosineDecay", "decay_steps", options.decay_steps);
}
template <>
std::string_view CosineDecay::class_name() const { return "CosineDecay"; }
template <>
double CosineDecay::at(std::int64_t step) const {
  const auto& o = options_;
  double now = static_cast<double>(step);
  double top = o.initial_learning_rate;
  if (o.warmup_target) {
    top = *o.warmup_target;
    if (now < o.warmup_steps) return (top - o.initial_learning_rate) * now / o.warmup_steps + o.initial_learning_rate;
    now -= o.warmup_steps;
  }
  const double fraction = std::min(now, o.decay_steps) / o.decay_steps;
  return top * ((1 - o.alpha) * cosine(fraction) + o.alpha);
}

template <>
CosineDecayRestarts::ScheduleOf(const Options& options) : options_(options) {
  check_positive("CosineDecayRestarts", "first_decay_steps", options.first_decay_steps);
}
template <>
std::string_view CosineDecayRestarts::class_name() const { return "CosineDecayRestarts"; }
template <>
double CosineDecayRestarts::at(std::int64_t step) const {
  const auto& o = options_;
  double completed = static_cast<double>(step) / o.first_decay_steps, restarts = 0;
  if (o.t_mul == 1) {
    restarts = std::floor(completed);
    completed -= restarts;
  } else {
    restarts = std::floor(std::log(1 - completed * (1 - o.t_mul)) / std::log(o.t_mul));
    const double sum = (1 - std::pow(o.t_mul, restarts)) / (1 - o.t_mul);
    completed = (completed - sum) / std::pow(o.t_mul, restarts);
  }
  const double decayed = std::pow(o.m_mul, restarts) * cosine(completed);
  return o.initial_learning_rate * ((1 - o.alpha) * decayed + o.alpha);
}

template <>
const Registry<Schedule>& registry<Schedule>() {
  static const Registry<Schedule> table("learning-rate schedule", "keras.optimizers.schedules",
                                        {
                                            entry<Schedule, CosineDecay>("CosineDecay"),
                                            entry<Schedule, CosineDecayRestarts>("CosineDecayRestarts"),
                                            entry<Schedule, ExponentialDecay>("ExponentialDecay"),
                                            entry<Schedule, InverseTimeDecay>("InverseTimeDecay"),
                                            entry<Schedule, PiecewiseConstantDecay>("PiecewiseConstantDecay"),
                                            entry<Schedule, PolynomialDecay>("PolynomialDecay"),
                                        });
  return table;
}

}  // namespace fovea
