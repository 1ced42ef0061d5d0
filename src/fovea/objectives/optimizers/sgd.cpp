#include "fovea/objectives/optimizers/sgd.h"

#include "fovea/kernels/update.h"

namespace fovea {

const Fields<SGDOptions>& SGDOptions::fields() {
  using O = SGDOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("learning_rate", &O::learning_rate, {"lr"})
        .add("momentum", &O::momentum)
        .add("nesterov", &O::nesterov)
        .add("weight_decay", &O::weight_decay);
    return add_update_rules(fields);
  }();
  return list;
}

SGD::SGD(const Options& options) : OptimizerOf(options) {
  if (!(options.momentum >= 0 && options.momentum <= 1))
    fail(ErrorKind::usage, "SGD: momentum must be in [0, 1]. Received " + Json(options.momentum).dump() + ".");
}

std::vector<std::vector<OptimizerBase::Slot>> SGD::slots(const Variable&) const {
  if (options_.momentum == 0) return {};
  return {{{"momentum"}}};
}

void SGD::begin(double rate, std::int64_t) { rate_ = static_cast<float>(rate); }

void SGD::update(const Part& part) const {
  native::sgd_update(
      {.learning_rate = static_cast<double>(rate_), .momentum = options_.momentum, .nesterov = options_.nesterov},
      part.weight, part.gradient, part.slots[0], part.n);
}

}  // namespace fovea
