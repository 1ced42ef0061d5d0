#include "fovea/layers/augmentation/policies.h"

#include <algorithm>
#include <cmath>

#include "fovea/base/error.h"
#include "fovea/layers/augmentation/colour.h"
#include "fovea/layers/augmentation/equalization.h"
#include "fovea/layers/augmentation/geometry.h"
#include "fovea/layers/augmentation/tones.h"

namespace fovea {
namespace {

std::vector<PictureChangePtr> moves(const Numbers& factor, const std::string& interpolation) {
  return {change_of<RandomShearOptions>({.x_factor = factor, .y_factor = factor, .interpolation = interpolation}),
          change_of<RandomTranslationOptions>(
              {.height_factor = factor, .width_factor = factor, .interpolation = interpolation}),
          change_of<RandomRotationOptions>({.factor = factor, .interpolation = interpolation})};
}

std::vector<PictureChangePtr> colour_steps(const Numbers& factor, const Numbers& range) {
  return {change_of<RandomBrightnessOptions>({.factor = factor, .value_range = range}),
          change_of<RandomColorDegenerationOptions>({.factor = factor, .value_range = range}),
          change_of<RandomContrastOptions>({.factor = factor, .value_range = range}),
          change_of<RandomSharpnessOptions>({.factor = factor, .value_range = range})};
}

RandomPosterizationOptions posterization(const Numbers& factor, const Numbers& range) {
  return {.factor = std::max(1., std::floor(8 * factor.values()[1])), .value_range = range};
}

/// Files may hold what cannot be acted upon.
void require_positive(std::string_view layer, const char* key, double number) {
  if (!(number > 0))
    fail(ErrorKind::usage,
         std::string(layer) + ": " + key + " must be above 0. Received " + Json(number).dump() + ".");
}

SolarizationOptions solarization(const Numbers& factor, const Numbers& range) {
  return {.addition_factor = factor, .threshold_factor = factor, .value_range = range};
}

}  // namespace

const Fields<RandAugmentOptions>& RandAugmentOptions::fields() {
  using O = RandAugmentOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("value_range", &O::value_range)
        .add("num_ops", &O::num_ops)
        .add("factor", &O::factor)
        .add("interpolation", &O::interpolation)
        .add("seed", &O::seed)
        .add("data_format", &O::data_format);
    return add_augmentation_fields(fields);
  }();
  return list;
}

void RandAugmentOptions::settle(const ArgumentRules& rules) {
  rules.range("factor", factor, 0, 1);
  rules.within("factor", factor, 0, 1);
  rules.interpolation(interpolation);
  rules.value_range(value_range);
}

std::shared_ptr<const Policy> RandAugmentOptions::policy() const {
  require_positive(class_name, "num_ops", static_cast<double>(num_ops));
  auto changes = moves(factor, interpolation);
  const auto colours = colour_steps(factor, value_range);
  changes.insert(changes.end(), colours.begin(), colours.end());
  changes.push_back(change_of(posterization(factor, value_range)));
  changes.push_back(change_of(solarization(factor, value_range)));
  changes.push_back(change_of<AutoContrastOptions>({.value_range = value_range}));
  changes.push_back(change_of<EqualizationOptions>({.value_range = value_range}));
  return change_by_some(std::move(changes), num_ops);
}

const Fields<AugMixOptions>& AugMixOptions::fields() {
  using O = AugMixOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("value_range", &O::value_range)
        .add("num_chains", &O::num_chains)
        .add("chain_depth", &O::chain_depth)
        .add("factor", &O::factor)
        .add("alpha", &O::alpha)
        .add("all_ops", &O::all_ops)
        .add("interpolation", &O::interpolation)
        .add("seed", &O::seed)
        .add("data_format", &O::data_format);
    return add_augmentation_fields(fields);
  }();
  return list;
}

void AugMixOptions::settle(const ArgumentRules& rules) {
  rules.range("factor", factor, 0, 1);
  rules.within("factor", factor, 0, 1);
  rules.interpolation(interpolation);
  rules.value_range(value_range);
}

MixtureOptions AugMixOptions::mixture() const {
  return {.chains = num_chains, .depth = chain_depth, .alpha = alpha, .range = range_of(value_range)};
}

std::shared_ptr<const Policy> AugMixOptions::policy() const {
  require_positive(class_name, "num_chains", static_cast<double>(num_chains));
  require_positive(class_name, "chain_depth", static_cast<double>(chain_depth));
  require_positive(class_name, "alpha", alpha);
  auto changes = moves(factor, interpolation);
  changes.push_back(change_of(posterization(factor, value_range)));
  changes.push_back(change_of(solarization(factor, value_range)));
  changes.push_back(change_of<AutoContrastOptions>({.value_range = value_range}));
  changes.push_back(change_of<EqualizationOptions>({.value_range = value_range}));
  if (all_ops) {
    const auto colours = colour_steps(factor, value_range);
    changes.insert(changes.end(), colours.begin(), colours.end());
  }
  return mix_changed(std::move(changes), mixture());
}

RandAugment::RandAugment(const RandAugmentOptions& options) : Layer(std::make_shared<RandAugmentBase>(options)) {}

ValueId RandAugmentBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  if (!e.training) return AugmentationBase::emit(e, inputs);
  const auto policy = options_.policy();
  const std::uint64_t stream = random_stream(e, options_.seed);
  ValueId x = inputs[0];
  for (std::int64_t place = 0; place < policy->places(); ++place)
    x = emit_change(e, x, at_place(policy, place), stream, who());
  return x;
}

AugMix::AugMix(const AugMixOptions& options) : Layer(std::make_shared<AugMixBase>(options)) {}

ValueId AugMixBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  if (!e.training) return AugmentationBase::emit(e, inputs);
  const auto policy = options_.policy();
  const std::uint64_t stream = random_stream(e, options_.seed);
  std::vector<ValueId> parts{build::cast(e.graph, inputs[0], e.dtype)};
  for (std::int64_t chain = 0; chain < options_.num_chains; ++chain) {
    ValueId x = parts[0];
    for (std::int64_t depth = 0; depth < options_.chain_depth; ++depth)
      x = emit_change(e, x, at_place(policy, chain * options_.chain_depth + depth), stream, who());
    parts.push_back(x);
  }
  return emit_change(e, build::concat(e.graph, parts, 3), mix_chains(policy, options_.mixture()), stream, who());
}

}  // namespace fovea
