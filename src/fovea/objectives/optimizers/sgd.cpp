#include "fovea/objectives/optimizers/sgd.h"

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
    fail(ErrorKind::usage, "SGD: momentum must be in [0, 1]. Received " + std::to_string(options.momentum) + ".");
}

std::vector<std::vector<std::string>> SGD::slots() const {
  if (options_.momentum == 0) return {};
  return {{"momentum"}};
}

void SGD::begin(double rate, std::int64_t) { rate_ = static_cast<float>(rate); }

void SGD::update(float* weight, const float* gradient, float* const* slots, std::size_t n) const {
  const float rate = rate_, momentum = static_cast<float>(options_.momentum);
  if (momentum == 0) {
    for (std::size_t i = 0; i < n; ++i) weight[i] -= gradient[i] * rate;
    return;
  }
  float* m = slots[0];
  for (std::size_t i = 0; i < n; ++i) {
    m[i] = m[i] * momentum - gradient[i] * rate;
    weight[i] += options_.nesterov ? m[i] * momentum - gradient[i] * rate : m[i];
  }
}

}  // namespace fovea
