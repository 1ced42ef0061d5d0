#include "fovea/objectives/optimizers/update_rules.h"

#include <cmath>

#include "fovea/base/error.h"

namespace fovea {

void check_share(const std::string& who, const char* key, double value) {
  if (!(value >= 0 && value < 1))
    fail(ErrorKind::usage,
         who + ": " + key + " must be at least 0 and below 1. Received " + Json(value).dump() + ".");
}

void check_not_negative(const std::string& who, const char* key, double value) {
  if (!(value >= 0))
    fail(ErrorKind::usage, who + ": " + key + " must be 0 or more. Received " + Json(value).dump() + ".");
}

void check_update_rules(const UpdateRules& rules, const std::string& who) {
  const auto refuse = [&](const std::string& text) { fail(ErrorKind::usage, who + ": " + text); };
  const auto at_least_zero = [&](const char* key, const std::optional<double>& value) {
    if (value) check_not_negative(who, key, *value);
  };
  const auto at_least = [&](const char* key, const std::optional<std::int64_t>& value, std::int64_t least) {
    if (value && *value < least)
      refuse(std::string(key) + " must be " + std::to_string(least) + " or more. Received " + std::to_string(*value) +
             ".");
  };
  at_least_zero("weight_decay", rules.weight_decay);
  at_least_zero("clipnorm", rules.clipnorm);
  at_least_zero("clipvalue", rules.clipvalue);
  at_least_zero("global_clipnorm", rules.global_clipnorm);
  at_least("gradient_accumulation_steps", rules.gradient_accumulation_steps, 2);
  at_least("ema_overwrite_frequency", rules.ema_overwrite_frequency, 1);
  if ((rules.clipnorm ? 1 : 0) + (rules.clipvalue ? 1 : 0) + (rules.global_clipnorm ? 1 : 0) > 1)
    refuse("only one of clipnorm, clipvalue and global_clipnorm can be set.");
  if (!(rules.ema_momentum >= 0 && rules.ema_momentum <= 1))
    refuse("ema_momentum must be in [0, 1]. Received " + Json(rules.ema_momentum).dump() + ".");
  if (rules.loss_scale_factor && !(*rules.loss_scale_factor > 0 && std::isfinite(*rules.loss_scale_factor)))
    refuse("loss_scale_factor must be above 0. Received " + Json(*rules.loss_scale_factor).dump() + ".");
}

}  // namespace fovea
