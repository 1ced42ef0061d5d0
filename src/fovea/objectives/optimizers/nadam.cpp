#include "fovea/objectives/optimizers/nadam.h"

#include <cmath>

namespace fovea {

const Fields<NadamOptions>& NadamOptions::fields() {
  using O = NadamOptions;
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

Nadam::Nadam(const Options& options) : OptimizerOf(options) {
  check_share("Nadam", "beta_1", options.beta_1);
  check_share("Nadam", "beta_2", options.beta_2);
  check_not_negative("Nadam", "epsilon", options.epsilon);
}

void Nadam::build(const std::vector<VariablePtr>& weights) {
  OptimizerBase::build(weights);
  if (product_) return;
  product_ = add_variable("variable", {}, DType::f32);
  product_->value.values<float>()[0] = 1;
}

std::vector<std::vector<OptimizerBase::Slot>> Nadam::slots(const Variable&) const {
  return {{{"momentum"}, {"velocity"}}};
}

namespace {

/// In float32 as Keras computes it.
float power(double base, std::int64_t exponent) {
  return std::pow(static_cast<float>(base), static_cast<float>(exponent));
}

}  // namespace

float Nadam::momentum_at(std::int64_t update) const {
  return static_cast<float>(options_.beta_1) * (1 - 0.5f * power(0.96, update));
}

void Nadam::find_product() {
  float& product = product_->value.values<float>()[0];
  product = 1;
  for (std::int64_t update = 1; update <= iterations() && product > 0; ++update) product *= momentum_at(update);
}

void Nadam::begin(double rate, std::int64_t update) {
  const float now = momentum_at(update), next = momentum_at(update + 1);
  float& product = product_->value.values<float>()[0];
  product *= now;
  rule_ = {.learning_rate = rate,
           .beta_1 = as_float(options_.beta_1),
           .beta_2 = as_float(options_.beta_2),
           .epsilon = options_.epsilon,
           .mean_share = static_cast<double>(next / (1 - product * next)),
           .gradient_share = static_cast<double>((1 - now) / (1 - product)),
           .correction = 1 / static_cast<double>(1 - power(options_.beta_2, update))};
}

void Nadam::update(const Part& part) const {
  native::nadam_update(rule_, part.weight, part.gradient, part.slots[0], part.slots[1], part.n);
}

}  // namespace fovea
