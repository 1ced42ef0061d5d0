#include "fovea/objectives/optimizers/muon.h"

#include <algorithm>
#include <cmath>

#include "fovea/base/text.h"
#include "fovea/kernels/native/orthogonalize.h"

namespace fovea {

const Fields<MuonOptions>& MuonOptions::fields() {
  using O = MuonOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("learning_rate", &O::learning_rate, {"lr"})
        .add("adam_beta_1", &O::adam_beta_1)
        .add("adam_beta_2", &O::adam_beta_2)
        .add("adam_weight_decay", &O::adam_weight_decay)
        .add("epsilon", &O::epsilon)
        .add("weight_decay", &O::weight_decay);
    add_update_rules(fields)
        .add("exclude_layers", &O::exclude_layers)
        .add("exclude_embeddings", &O::exclude_embeddings)
        .add("muon_a", &O::muon_a)
        .add("muon_b", &O::muon_b)
        .add("muon_c", &O::muon_c)
        .add("adam_lr_ratio", &O::adam_lr_ratio)
        .add("momentum", &O::momentum)
        .add("ns_steps", &O::ns_steps)
        .add("nesterov", &O::nesterov)
        .add("rms_rate", &O::rms_rate)
        .written_first({"name",
                        "learning_rate",
                        "weight_decay",
                        "clipnorm",
                        "global_clipnorm",
                        "clipvalue",
                        "use_ema",
                        "ema_momentum",
                        "ema_overwrite_frequency",
                        "loss_scale_factor",
                        "gradient_accumulation_steps",
                        "adam_beta_1",
                        "adam_beta_2",
                        "epsilon",
                        "exclude_layers",
                        "muon_a",
                        "muon_b",
                        "muon_c",
                        "adam_lr_ratio",
                        "momentum",
                        "ns_steps",
                        "nesterov",
                        "exclude_embeddings",
                        "adam_weight_decay",
                        "rms_rate"});
    return fields;
  }();
  return list;
}

Muon::Muon(const Options& options) : OptimizerOf(options) {
  check_share("Muon", "adam_beta_1", options.adam_beta_1);
  check_share("Muon", "adam_beta_2", options.adam_beta_2);
  check_not_negative("Muon", "epsilon", options.epsilon);
  check_not_negative("Muon", "momentum", options.momentum);
  check_not_negative("Muon", "adam_lr_ratio", options.adam_lr_ratio);
  check_not_negative("Muon", "ns_steps", static_cast<double>(options.ns_steps));
  check_not_negative("Muon", "adam_weight_decay", options.adam_weight_decay.value_or(0));
  for (const std::string& pattern : options.exclude_layers) {
    try {
      excluded_.emplace_back(pattern);
    } catch (const std::regex_error&) {
      fail(ErrorKind::usage, "Muon: exclude_layers must be patterns. Received '" + pattern + "'.");
    }
  }
}

bool Muon::left_to_adam(const Variable& weight) const {
  if (weight.value.shape().rank() != 2) return true;
  const auto found = [&](const std::regex& pattern) { return std::regex_search(weight.path, pattern); };
  if (std::ranges::any_of(excluded_, found)) return true;
  return options_.exclude_embeddings && to_lower(weight.path).find("embedding") != std::string::npos;
}

void Muon::build(const std::vector<VariablePtr>& weights) {
  OptimizerBase::build(weights);
  if (!orthogonalize_.empty()) return;
  for (const VariablePtr& weight : weights) {
    auto& place = orthogonalize_.emplace_back();
    if (left_to_adam(*weight)) continue;
    const Shape& shape = weight->value.shape();
    place = std::make_shared<native::Orthogonalize>(
        shape[0], shape[1],
        native::Orthogonalize::Rule{options_.muon_a, options_.muon_b, options_.muon_c, options_.ns_steps});
  }
}

std::vector<std::vector<OptimizerBase::Slot>> Muon::slots(const Variable& weight) const {
  if (!left_to_adam(weight)) return {{{"momentum"}}};
  return {{{"momentum"}, {"velocity"}}};
}

std::optional<double> Muon::weight_decay(const Variable& weight) const {
  return left_to_adam(weight) ? options_.adam_weight_decay : options_.weight_decay;
}

void Muon::begin(double rate, std::int64_t update) {
  const auto rest = [update](double beta) {
    return 1 - std::pow(static_cast<float>(beta), static_cast<float>(update));
  };
  rate_ = rate;
  const float correction = std::sqrt(rest(options_.adam_beta_2)) / rest(options_.adam_beta_1);
  adam_ = {.step = rate * options_.adam_lr_ratio * static_cast<double>(correction),
           .beta_1 = options_.adam_beta_1,
           .beta_2 = options_.adam_beta_2,
           .epsilon = options_.epsilon};
}

void Muon::update(const Part& part) const {
  native::Orthogonalize* orthogonalize = orthogonalize_[part.index].get();
  float* m = part.slots[0];
  if (orthogonalize == nullptr)
    return native::adam_update(adam_, part.weight, part.gradient, m, part.slots[1], part.n);
  const float momentum = static_cast<float>(options_.momentum);
  float* matrix = orthogonalize->matrix();
  for (std::size_t i = 0; i < part.n; ++i) {
    m[i] = m[i] * momentum + part.gradient[i];
    matrix[i] = options_.nesterov ? part.gradient[i] + momentum * m[i] : m[i];
  }
  orthogonalize->run();
  const double length = std::sqrt(static_cast<double>(std::max(part.shape[0], part.shape[1])));
  const auto step = static_cast<float>(rate_ * (options_.rms_rate ? length * *options_.rms_rate : 1));
  for (std::size_t i = 0; i < part.n; ++i) part.weight[i] -= step * matrix[i];
}

}  // namespace fovea
