#include "fovea/objectives/optimizers/adadelta.h"

namespace fovea {

const Fields<AdadeltaOptions>& AdadeltaOptions::fields() {
  using O = AdadeltaOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("learning_rate", &O::learning_rate, {"lr"})
        .add("rho", &O::rho)
        .add("epsilon", &O::epsilon)
        .add("weight_decay", &O::weight_decay);
    return add_update_rules(fields);
  }();
  return list;
}

Adadelta::Adadelta(const Options& options) : OptimizerOf(options) {
  check_share("Adadelta", "rho", options.rho);
  check_not_negative("Adadelta", "epsilon", options.epsilon);
}

std::vector<std::vector<OptimizerBase::Slot>> Adadelta::slots(const Variable&) const {
  return {{{"accumulated_grad"}, {"accumulated_delta_var"}}};
}

void Adadelta::begin(double rate, std::int64_t) {
  rule_ = {.learning_rate = rate, .rho = options_.rho, .epsilon = options_.epsilon};
}

void Adadelta::update(const Part& part) const {
  native::adadelta_update(rule_, part.weight, part.gradient, part.slots[0], part.slots[1], part.n);
}

}  // namespace fovea
