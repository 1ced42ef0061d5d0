#include "fovea/objectives/optimizers/schedule_free_adamw.h"

#include <algorithm>
#include <cmath>

namespace fovea {

const Fields<ScheduleFreeAdamWOptions>& ScheduleFreeAdamWOptions::fields() {
  using O = ScheduleFreeAdamWOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("learning_rate", &O::learning_rate, {"lr"})
        .add("beta_1", &O::beta_1)
        .add("beta_2", &O::beta_2)
        .add("epsilon", &O::epsilon)
        .add("warmup_steps", &O::warmup_steps)
        .add("weight_decay", &O::weight_decay);
    return add_update_rules(fields);
  }();
  return list;
}

ScheduleFreeAdamW::ScheduleFreeAdamW(const Options& options) : OptimizerOf(options) {
  if (!(options.beta_1 > 0 && options.beta_1 < 1))
    fail(ErrorKind::usage,
         "ScheduleFreeAdamW: beta_1 must be above 0 and below 1. Received " + Json(options.beta_1).dump() + ".");
  check_share("ScheduleFreeAdamW", "beta_2", options.beta_2);
  check_not_negative("ScheduleFreeAdamW", "epsilon", options.epsilon);
  check_not_negative("ScheduleFreeAdamW", "warmup_steps", static_cast<double>(options.warmup_steps));
}

std::vector<std::vector<OptimizerBase::Slot>> ScheduleFreeAdamW::slots(const Variable&) const {
  return {{{"momentum", copy_of_weight}, {"velocity"}}};
}

void ScheduleFreeAdamW::begin(double rate, std::int64_t update) {
  const auto step = static_cast<double>(update);
  if (options_.warmup_steps > 0) rate *= std::min(step / static_cast<double>(options_.warmup_steps), 1.0);
  // In float32 as Keras computes it.
  const float power = std::pow(static_cast<float>(options_.beta_2), static_cast<float>(update));
  rule_ = {.step = rate,
           .beta_1 = as_float(options_.beta_1),
           .beta_2 = as_float(options_.beta_2),
           .epsilon = options_.epsilon,
           .correction = 1 / static_cast<double>(1 - power),
           .weight = 1 / step};
}

void ScheduleFreeAdamW::update(const Part& part) const {
  native::schedule_free_update(rule_, part.weight, part.gradient, part.slots[0], part.slots[1], part.n);
}

}  // namespace fovea
