#include "fovea/objectives/optimizers/adamax.h"

#include <cmath>

namespace fovea {

const Fields<AdamaxOptions>& AdamaxOptions::fields() {
  using O = AdamaxOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("learning_rate", &O::learning_rate, {"lr"})
        .add("beta_1", &O::beta_1)
        .add("beta_2", &O::beta_2)
        .add("epsilon", &O::epsilon)
        .add("weight_decay", &O::weight_decay);
    return add_update_rules(fields);
  }();
  return list;
}

Adamax::Adamax(const Options& options) : OptimizerOf(options) {
  check_share("Adamax", "beta_1", options.beta_1);
  check_share("Adamax", "beta_2", options.beta_2);
  check_not_negative("Adamax", "epsilon", options.epsilon);
}

std::vector<std::vector<OptimizerBase::Slot>> Adamax::slots(const Variable&) const {
  return {{{"momentum"}, {"norm"}}};
}

void Adamax::begin(double rate, std::int64_t update) {
  // In float32 as Keras computes it.
  const float power = std::pow(static_cast<float>(options_.beta_1), static_cast<float>(update));
  rule_ = {.step = rate / static_cast<double>(1 - power),
           .beta_1 = options_.beta_1,
           .beta_2 = options_.beta_2,
           .epsilon = options_.epsilon};
}

void Adamax::update(const Part& part) const {
  native::adamax_update(rule_, part.weight, part.gradient, part.slots[0], part.slots[1], part.n);
}

}  // namespace fovea
