#include "fovea/objectives/optimizers/lamb.h"

#include <cmath>

namespace fovea {

const Fields<LambOptions>& LambOptions::fields() {
  using O = LambOptions;
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

Lamb::Lamb(const Options& options) : OptimizerOf(options) {
  check_share("Lamb", "beta_1", options.beta_1);
  check_share("Lamb", "beta_2", options.beta_2);
  check_not_negative("Lamb", "epsilon", options.epsilon);
}

std::vector<std::vector<OptimizerBase::Slot>> Lamb::slots(const Variable&) const {
  return {{{"momentum"}, {"velocity"}}};
}

void Lamb::begin(double rate, std::int64_t update) {
  // In float32 as Keras computes them.
  const auto correction = [update](double beta) {
    return 1 / static_cast<double>(1 - std::pow(static_cast<float>(beta), static_cast<float>(update)));
  };
  rate_ = rate;
  rule_ = {.beta_1 = options_.beta_1,
           .beta_2 = options_.beta_2,
           .epsilon = options_.epsilon,
           .mean_correction = correction(options_.beta_1),
           .square_correction = correction(options_.beta_2)};
}

void Lamb::update(const Part& part) const {
  float *m = part.slots[0], *v = part.slots[1];
  const double weight = std::sqrt(native::sum_of_squares(part.weight, part.n));
  const double direction = std::sqrt(native::lamb_moments(rule_, part.gradient, m, v, part.n));
  const double ratio = weight > 0 && direction > 0 ? weight / direction : 1;
  native::lamb_step(rule_, ratio * rate_, part.weight, m, v, part.n);
}

}  // namespace fovea
