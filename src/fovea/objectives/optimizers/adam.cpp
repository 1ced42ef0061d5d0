#include "fovea/objectives/optimizers/adam.h"

#include <algorithm>
#include <cmath>

#include "fovea/kernels/update.h"

namespace fovea {
const Fields<AdamOptions>& AdamOptions::fields() {
  using O = AdamOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("learning_rate", &O::learning_rate, {"lr"})
        .add("beta_1", &O::beta_1)
        .add("beta_2", &O::beta_2)
        .add("epsilon", &O::epsilon)
        .add("amsgrad", &O::amsgrad)
        .add("weight_decay", &O::weight_decay);
    return add_update_rules(fields);
  }();
  return list;
}

const Fields<AdamWOptions>& AdamWOptions::fields() {
  using O = AdamWOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("learning_rate", &O::learning_rate, {"lr"})
        .add("weight_decay", &O::weight_decay)
        .add("beta_1", &O::beta_1)
        .add("beta_2", &O::beta_2)
        .add("epsilon", &O::epsilon)
        .add("amsgrad", &O::amsgrad);
    return add_update_rules(fields);
  }();
  return list;
}

template <class Impl, class Options>
AdamOf<Impl, Options>::AdamOf(const std::string& who, const Options& options) : OptimizerOf<Impl, Options>(options) {
  check_share(who, "beta_1", options.beta_1);
  check_share(who, "beta_2", options.beta_2);
}

template <class Impl, class Options>
auto AdamOf<Impl, Options>::slots(const Variable&) const -> std::vector<std::vector<Slot>> {
  std::vector<std::vector<Slot>> slots{{{"momentum"}, {"velocity"}}};
  if (this->options_.amsgrad) slots.push_back({{"velocity_hat"}});
  return slots;
}

template <class Impl, class Options>
void AdamOf<Impl, Options>::begin(double rate, std::int64_t update) {
  // In float32 as Keras computes them: the first steps divide by 1 - beta^update.
  const float beta_1 = std::pow(static_cast<float>(this->options_.beta_1), static_cast<float>(update));
  const float beta_2 = std::pow(static_cast<float>(this->options_.beta_2), static_cast<float>(update));
  alpha_ = static_cast<float>(rate) * std::sqrt(1 - beta_2) / (1 - beta_1);
}

template <class Impl, class Options>
void AdamOf<Impl, Options>::update(const Part& part) const {
  const Options& o = this->options_;
  if (!o.amsgrad) {
    native::adam_update(
        {.step = static_cast<double>(alpha_), .beta_1 = o.beta_1, .beta_2 = o.beta_2, .epsilon = o.epsilon},
        part.weight, part.gradient, part.slots[0], part.slots[1], part.n);
    return;
  }
  const float rest_1 = static_cast<float>(1 - o.beta_1), rest_2 = static_cast<float>(1 - o.beta_2);
  const float epsilon = static_cast<float>(o.epsilon);
  float *m = part.slots[0], *v = part.slots[1], *highest = part.slots[2];
  for (std::size_t i = 0; i < part.n; ++i) {
    const float g = part.gradient[i];
    m[i] += (g - m[i]) * rest_1;
    v[i] += (g * g - v[i]) * rest_2;
    highest[i] = std::max(highest[i], v[i]);
    part.weight[i] -= m[i] * alpha_ / (std::sqrt(highest[i]) + epsilon);
  }
}

template class AdamOf<Adam, AdamOptions>;
template class AdamOf<AdamW, AdamWOptions>;

}  // namespace fovea
