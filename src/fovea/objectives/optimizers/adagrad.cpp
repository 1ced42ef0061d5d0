#include "fovea/objectives/optimizers/adagrad.h"

namespace fovea {

const Fields<AdagradOptions>& AdagradOptions::fields() {
  using O = AdagradOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("learning_rate", &O::learning_rate, {"lr"})
        .add("initial_accumulator_value", &O::initial_accumulator_value)
        .add("epsilon", &O::epsilon)
        .add("weight_decay", &O::weight_decay);
    return add_update_rules(fields);
  }();
  return list;
}

Adagrad::Adagrad(const Options& options) : OptimizerOf(options) {
  check_not_negative("Adagrad", "initial_accumulator_value", options.initial_accumulator_value);
  check_not_negative("Adagrad", "epsilon", options.epsilon);
}

std::vector<std::vector<OptimizerBase::Slot>> Adagrad::slots(const Variable&) const {
  return {{{"accumulator", options_.initial_accumulator_value}}};
}

void Adagrad::begin(double rate, std::int64_t) { rule_ = {.learning_rate = rate, .epsilon = options_.epsilon}; }

void Adagrad::update(const Part& part) const {
  native::adagrad_update(rule_, part.weight, part.gradient, part.slots[0], part.n);
}

}  // namespace fovea
