#include "fovea/objectives/schedules/decay.h"

#include <algorithm>
#include <cmath>

#include "fovea/base/required.h"

namespace fovea {
namespace {

/// initial_learning_rate, decay_steps, decay_rate, staircase, name.
template <class O>
Fields<O> rate_fields() {
  return Fields<O>()
      .add("initial_learning_rate", &O::initial_learning_rate)
      .add("decay_steps", &O::decay_steps)
      .add("decay_rate", &O::decay_rate)
      .add("staircase", &O::staircase)
      .add("name", &O::name);
}

/// How often decay_steps have passed.
template <class O>
double periods(const O& o, std::int64_t step) {
  const double passed = static_cast<double>(step) / o.decay_steps;
  return o.staircase ? std::floor(passed) : passed;
}

}  // namespace

const Fields<ExponentialDecayOptions>& ExponentialDecayOptions::fields() {
  static const Fields<ExponentialDecayOptions> list = rate_fields<ExponentialDecayOptions>();
  return list;
}

ExponentialDecay::ExponentialDecay(const Options& options) : ObjectOf(options) {
  require("ExponentialDecay", "initial_learning_rate", options.initial_learning_rate);
  require_steps("ExponentialDecay", "decay_steps", options.decay_steps);
  require("ExponentialDecay", "decay_rate", options.decay_rate);
}

double ExponentialDecay::at(std::int64_t step) const {
  return *options_.initial_learning_rate * std::pow(*options_.decay_rate, periods(options_, step));
}

const Fields<InverseTimeDecayOptions>& InverseTimeDecayOptions::fields() {
  static const Fields<InverseTimeDecayOptions> list = rate_fields<InverseTimeDecayOptions>();
  return list;
}

InverseTimeDecay::InverseTimeDecay(const Options& options) : ObjectOf(options) {
  require("InverseTimeDecay", "initial_learning_rate", options.initial_learning_rate);
  require_steps("InverseTimeDecay", "decay_steps", options.decay_steps);
  require("InverseTimeDecay", "decay_rate", options.decay_rate);
}

double InverseTimeDecay::at(std::int64_t step) const {
  return *options_.initial_learning_rate / (1 + *options_.decay_rate * periods(options_, step));
}

const Fields<PolynomialDecayOptions>& PolynomialDecayOptions::fields() {
  using O = PolynomialDecayOptions;
  static const Fields<O> list = Fields<O>()
                                    .add("initial_learning_rate", &O::initial_learning_rate)
                                    .add("decay_steps", &O::decay_steps)
                                    .add("end_learning_rate", &O::end_learning_rate)
                                    .add("power", &O::power)
                                    .add("cycle", &O::cycle)
                                    .add("name", &O::name);
  return list;
}

PolynomialDecay::PolynomialDecay(const Options& options) : ObjectOf(options) {
  require("PolynomialDecay", "initial_learning_rate", options.initial_learning_rate);
  require_steps("PolynomialDecay", "decay_steps", options.decay_steps);
}

double PolynomialDecay::at(std::int64_t step) const {
  const Options& o = options_;
  double now = static_cast<double>(step), length = o.decay_steps;
  if (o.cycle)
    length *= step == 0 ? 1 : std::ceil(now / o.decay_steps);
  else
    now = std::min(now, length);
  return (*o.initial_learning_rate - o.end_learning_rate) * std::pow(1 - now / length, o.power) + o.end_learning_rate;
}

const Fields<PiecewiseConstantDecayOptions>& PiecewiseConstantDecayOptions::fields() {
  using O = PiecewiseConstantDecayOptions;
  static const Fields<O> list =
      Fields<O>().add("boundaries", &O::boundaries).add("values", &O::values).add("name", &O::name);
  return list;
}

PiecewiseConstantDecay::PiecewiseConstantDecay(const Options& options) : ObjectOf(options) {
  const auto &boundaries = options.boundaries, &values = options.values;
  if (values.size() != boundaries.size() + 1)
    fail(ErrorKind::usage, "PiecewiseConstantDecay: needs one value more than boundaries. Received " +
                               std::to_string(boundaries.size()) + " boundaries and " +
                               std::to_string(values.size()) + " values.");
  if (!std::is_sorted(boundaries.begin(), boundaries.end()))
    fail(ErrorKind::usage,
         "PiecewiseConstantDecay: boundaries must grow. Received " + to_json(boundaries).dump() + ".");
}

double PiecewiseConstantDecay::at(std::int64_t step) const {
  const auto& boundaries = options_.boundaries;
  const auto passed = std::lower_bound(boundaries.begin(), boundaries.end(), static_cast<double>(step));
  return options_.values[static_cast<std::size_t>(passed - boundaries.begin())];
}

}  // namespace fovea
