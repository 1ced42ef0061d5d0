#include "fovea/layers/augmentation/mixing.h"

#include "fovea/base/error.h"

namespace fovea {

const Fields<MixUpOptions>& MixUpOptions::fields() {
  using O = MixUpOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("alpha", &O::alpha).add("data_format", &O::data_format).add("seed", &O::seed);
    return add_augmentation_fields(fields);
  }();
  return list;
}

void MixUpOptions::settle(const ArgumentRules&) {}

std::shared_ptr<const BatchMixing> MixUpOptions::mixing() const {
  if (!(alpha > 0)) fail(ErrorKind::usage, "MixUp: alpha must be above 0. Received " + Json(alpha).dump() + ".");
  return mix_up(alpha);
}

const Fields<CutMixOptions>& CutMixOptions::fields() {
  using O = CutMixOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("factor", &O::factor).add("seed", &O::seed).add("data_format", &O::data_format);
    return add_augmentation_fields(fields);
  }();
  return list;
}

void CutMixOptions::settle(const ArgumentRules& rules) { rules.range("factor", factor, 0, 1); }

std::shared_ptr<const BatchMixing> CutMixOptions::mixing() const { return cut_mix(interval_of(factor)); }

}  // namespace fovea
