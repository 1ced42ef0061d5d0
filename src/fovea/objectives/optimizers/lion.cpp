#include "fovea/objectives/optimizers/lion.h"

namespace fovea {

const Fields<LionOptions>& LionOptions::fields() {
  using O = LionOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("learning_rate", &O::learning_rate, {"lr"})
        .add("beta_1", &O::beta_1)
        .add("beta_2", &O::beta_2)
        .add("weight_decay", &O::weight_decay);
    return add_update_rules(fields);
  }();
  return list;
}

Lion::Lion(const Options& options) : OptimizerOf(options) {
  if (!(options.beta_1 > 0 && options.beta_1 <= 1))
    fail(ErrorKind::usage,
         "Lion: beta_1 must be above 0 and at most 1; without it Lion is the sign of the gradient. Received " +
             Json(options.beta_1).dump() + ".");
  check_share("Lion", "beta_2", options.beta_2);
}

std::vector<std::vector<OptimizerBase::Slot>> Lion::slots(const Variable&) const { return {{{"momentum"}}}; }

void Lion::begin(double rate, std::int64_t) {
  rule_ = {.learning_rate = rate, .beta_1 = as_float(options_.beta_1), .beta_2 = as_float(options_.beta_2)};
}

void Lion::update(const Part& part) const {
  native::lion_update(rule_, part.weight, part.gradient, part.slots[0], part.n);
}

}  // namespace fovea
