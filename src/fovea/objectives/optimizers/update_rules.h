#pragma once
#include <optional>
#include <string>

#include "fovea/base/fields.h"

namespace fovea {

/// The arguments that every optimizer of Keras has besides its own.
/// Source   keras/src/optimizers/base_optimizer.py, 3.15
struct UpdateRules {
  std::optional<double> weight_decay, clipnorm, clipvalue, global_clipnorm;
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<std::int64_t> ema_overwrite_frequency;
  std::optional<double> loss_scale_factor;
  std::optional<std::int64_t> gradient_accumulation_steps;
};

/// Errors   usage: a number out of its range, more than one way of clipping
void check_update_rules(const UpdateRules& rules, const std::string& who);

/// Errors   usage: a share such as beta_1 that is not in [0, 1)
void check_share(const std::string& who, const char* key, double value);
/// Errors   usage: a number below 0
void check_not_negative(const std::string& who, const char* key, double value);

/// The number as float32 has it: some optimizers of Keras make tensors of their numbers before they take them from 1.
inline double as_float(double value) { return static_cast<double>(static_cast<float>(value)); }

/// Adds what follows an optimizer's own arguments and its weight_decay, and gives the config Keras' order.
template <class O>
Fields<O>& add_update_rules(Fields<O>& fields) {
  return fields.add("clipnorm", &O::clipnorm)
      .add("clipvalue", &O::clipvalue)
      .add("global_clipnorm", &O::global_clipnorm)
      .add("use_ema", &O::use_ema)
      .add("ema_momentum", &O::ema_momentum)
      .add("ema_overwrite_frequency", &O::ema_overwrite_frequency)
      .add("loss_scale_factor", &O::loss_scale_factor)
      .add("gradient_accumulation_steps", &O::gradient_accumulation_steps)
      .add("name", &O::name)
      .written_first({"name", "learning_rate", "weight_decay", "clipnorm", "global_clipnorm", "clipvalue", "use_ema",
                      "ema_momentum", "ema_overwrite_frequency", "loss_scale_factor", "gradient_accumulation_steps"});
}

/// The rules among an optimizer's options.
template <class O>
UpdateRules update_rules(const O& o) {
  return {.weight_decay = o.weight_decay,
          .clipnorm = o.clipnorm,
          .clipvalue = o.clipvalue,
          .global_clipnorm = o.global_clipnorm,
          .use_ema = o.use_ema,
          .ema_momentum = o.ema_momentum,
          .ema_overwrite_frequency = o.ema_overwrite_frequency,
          .loss_scale_factor = o.loss_scale_factor,
          .gradient_accumulation_steps = o.gradient_accumulation_steps};
}

}  // namespace fovea
