#include "fovea/layers/augmentation/policies.h"

namespace fovea {

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

}  // namespace fovea
