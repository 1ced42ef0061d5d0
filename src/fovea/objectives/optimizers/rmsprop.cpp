#include "fovea/objectives/optimizers/rmsprop.h"

#include <cmath>

#include "fovea/kernels/update.h"

namespace fovea {

const Fields<RMSpropOptions>& RMSpropOptions::fields() {
  using O = RMSpropOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("learning_rate", &O::learning_rate, {"lr"})
        .add("rho", &O::rho)
        .add("momentum", &O::momentum)
        .add("epsilon", &O::epsilon)
        .add("centered", &O::centered)
        .add("weight_decay", &O::weight_decay);
    return add_update_rules(fields);
  }();
  return list;
}

RMSprop::RMSprop(const Options& options) : OptimizerOf(options) {
  const auto check = [](const char* key, double value) {
    if (!(value >= 0 && value <= 1))
      fail(ErrorKind::usage,
           std::string("RMSprop: ") + key + " must be in [0, 1]. Received " + Json(value).dump() + ".");
  };
  check("rho", options.rho);
  check("momentum", options.momentum);
}

std::vector<std::vector<OptimizerBase::Slot>> RMSprop::slots(const Variable&) const {
  std::vector<std::vector<Slot>> slots{{{"velocity"}}};
  if (options_.momentum > 0) slots.push_back({{"momentum"}});
  if (options_.centered) slots.push_back({{"average_gradient"}});
  return slots;
}

void RMSprop::begin(double rate, std::int64_t) { rate_ = static_cast<float>(rate); }

void RMSprop::update(const Part& part) const {
  if (options_.momentum == 0 && !options_.centered) {
    native::rmsprop_update(
        {.learning_rate = static_cast<double>(rate_), .rho = options_.rho, .epsilon = options_.epsilon}, part.weight,
        part.gradient, part.slots[0], part.n);
    return;
  }
  const float rate = rate_, rho = static_cast<float>(options_.rho), rest = static_cast<float>(1 - options_.rho);
  const float epsilon = static_cast<float>(options_.epsilon), momentum = static_cast<float>(options_.momentum);
  float* velocity = part.slots[0];
  float* moving = momentum > 0 ? part.slots[1] : nullptr;
  float* average = options_.centered ? part.slots[momentum > 0 ? 2 : 1] : nullptr;
  for (std::size_t i = 0; i < part.n; ++i) {
    const float g = part.gradient[i];
    velocity[i] = rho * velocity[i] + rest * (g * g);
    float denominator = velocity[i] + epsilon;
    if (average != nullptr) {
      average[i] = rho * average[i] + rest * g;
      denominator = velocity[i] - average[i] * average[i] + epsilon;
    }
    float increment = rate * g / std::sqrt(denominator);
    if (moving != nullptr) increment = moving[i] = momentum * moving[i] + increment;
    part.weight[i] -= increment;
  }
}

}  // namespace fovea
