#include "fovea/layers/normalization/unit_normalization.h"

#include "fovea/layers/normalization/standardize.h"

namespace fovea {

const Fields<UnitNormalizationOptions>& UnitNormalizationOptions::fields() {
  using O = UnitNormalizationOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("axis", &O::axis);
    return add_layer_fields(fields);
  }();
  return list;
}

UnitNormalization::UnitNormalization(const UnitNormalizationOptions& options)
    : Layer(std::make_shared<UnitNormalizationBase>(options)) {}

Shape UnitNormalizationBase::output_shape(std::span<const Shape> inputs) const {
  composed::normalized_axes(options_.axis, only_input(inputs), who());
  return inputs[0];
}

ValueId UnitNormalizationBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const std::vector<int> axes = options_.axis.in(e.graph.shape(inputs[0]).rank());
  return composed::unit_length(e.graph, inputs[0], axes, 1e-12);
}

}  // namespace fovea
