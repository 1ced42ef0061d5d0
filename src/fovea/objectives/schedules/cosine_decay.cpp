#include "fovea/objectives/schedules/cosine_decay.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "fovea/base/required.h"

namespace fovea {
namespace {

/// From 1 to 0 while `fraction` goes from 0 to 1.
double half_wave(double fraction) { return 0.5 * (1 + std::cos(std::numbers::pi * fraction)); }

}  // namespace

const Fields<CosineDecayOptions>& CosineDecayOptions::fields() {
  using O = CosineDecayOptions;
  static const Fields<O> list = Fields<O>()
                                    .add("initial_learning_rate", &O::initial_learning_rate)
                                    .add("decay_steps", &O::decay_steps)
                                    .add("alpha", &O::alpha)
                                    .add("name", &O::name)
                                    .add("warmup_target", &O::warmup_target)
                                    .add("warmup_steps", &O::warmup_steps);
  return list;
}

CosineDecay::CosineDecay(const Options& options) : ObjectOf(options) {
  require("CosineDecay", "initial_learning_rate", options.initial_learning_rate);
  require_steps("CosineDecay", "decay_steps", options.decay_steps);
}

double CosineDecay::at(std::int64_t step) const {
  const Options& o = options_;
  double now = static_cast<double>(step), top = *o.initial_learning_rate;
  if (o.warmup_target) {
    if (now < o.warmup_steps) return (*o.warmup_target - top) * now / o.warmup_steps + top;
    top = *o.warmup_target;
    now -= o.warmup_steps;
  }
  return top * ((1 - o.alpha) * half_wave(std::min(now, o.decay_steps) / o.decay_steps) + o.alpha);
}

const Fields<CosineDecayRestartsOptions>& CosineDecayRestartsOptions::fields() {
  using O = CosineDecayRestartsOptions;
  static const Fields<O> list = Fields<O>()
                                    .add("initial_learning_rate", &O::initial_learning_rate)
                                    .add("first_decay_steps", &O::first_decay_steps)
                                    .add("t_mul", &O::t_mul)
                                    .add("m_mul", &O::m_mul)
                                    .add("alpha", &O::alpha)
                                    .add("name", &O::name);
  return list;
}

CosineDecayRestarts::CosineDecayRestarts(const Options& options) : ObjectOf(options) {
  require("CosineDecayRestarts", "initial_learning_rate", options.initial_learning_rate);
  require_steps("CosineDecayRestarts", "first_decay_steps", options.first_decay_steps);
}

double CosineDecayRestarts::at(std::int64_t step) const {
  const Options& o = options_;
  double passed = static_cast<double>(step) / o.first_decay_steps, restarts = 0;
  if (o.t_mul == 1) {
    restarts = std::floor(passed);
    passed -= restarts;
  } else {
    // Waves of 1, t_mul, t_mul^2, ... first lengths: a geometric sum.
    restarts = std::floor(std::log(1 - passed * (1 - o.t_mul)) / std::log(o.t_mul));
    const double length = std::pow(o.t_mul, restarts);
    passed = (passed - (1 - length) / (1 - o.t_mul)) / length;
  }
  return *o.initial_learning_rate * ((1 - o.alpha) * std::pow(o.m_mul, restarts) * half_wave(passed) + o.alpha);
}

}  // namespace fovea
