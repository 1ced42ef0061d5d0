#include "fovea/objectives/optimizers/ftrl.h"

namespace fovea {

const Fields<FtrlOptions>& FtrlOptions::fields() {
  using O = FtrlOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("learning_rate", &O::learning_rate, {"lr"})
        .add("learning_rate_power", &O::learning_rate_power)
        .add("initial_accumulator_value", &O::initial_accumulator_value)
        .add("l1_regularization_strength", &O::l1_regularization_strength)
        .add("l2_regularization_strength", &O::l2_regularization_strength)
        .add("l2_shrinkage_regularization_strength", &O::l2_shrinkage_regularization_strength)
        .add("beta", &O::beta)
        .add("weight_decay", &O::weight_decay);
    return add_update_rules(fields);
  }();
  return list;
}

Ftrl::Ftrl(const Options& options) : OptimizerOf(options) {
  check_not_negative("Ftrl", "initial_accumulator_value", options.initial_accumulator_value);
  check_not_negative("Ftrl", "l1_regularization_strength", options.l1_regularization_strength);
  check_not_negative("Ftrl", "l2_regularization_strength", options.l2_regularization_strength);
  check_not_negative("Ftrl", "l2_shrinkage_regularization_strength", options.l2_shrinkage_regularization_strength);
  check_not_negative("Ftrl", "beta", options.beta);
  if (!(options.learning_rate_power <= 0))
    fail(ErrorKind::usage,
         "Ftrl: learning_rate_power must be 0 or less. Received " + Json(options.learning_rate_power).dump() + ".");
}

std::vector<std::vector<OptimizerBase::Slot>> Ftrl::slots(const Variable&) const {
  return {{{"accumulator", options_.initial_accumulator_value}, {"linear"}}};
}

void Ftrl::begin(double rate, std::int64_t) {
  rule_ = {.learning_rate = rate,
           .power = options_.learning_rate_power,
           .l1 = options_.l1_regularization_strength,
           .l2 = options_.l2_regularization_strength + options_.beta / (2 * rate),
           .shrinkage = options_.l2_shrinkage_regularization_strength};
}

void Ftrl::update(const Part& part) const {
  native::ftrl_update(rule_, part.weight, part.gradient, part.slots[0], part.slots[1], part.n);
}

}  // namespace fovea
