#include "fovea/layers/normalization/rms_normalization.h"

#include "fovea/graph/build.h"
#include "fovea/layers/normalization/standardize.h"

namespace fovea {

const Fields<RMSNormalizationOptions>& RMSNormalizationOptions::fields() {
  using O = RMSNormalizationOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("axis", &O::axis).add("epsilon", &O::epsilon);
    return add_layer_fields(fields);
  }();
  return list;
}

RMSNormalization::RMSNormalization(const RMSNormalizationOptions& options)
    : Layer(std::make_shared<RMSNormalizationBase>(options)) {}

RMSNormalizationBase::RMSNormalizationBase(const RMSNormalizationOptions& options) : LayerOf(options) {
  if (!(options.epsilon >= 0))
    refuse(ErrorKind::usage, "epsilon must be 0 or more. Received " + Json(options.epsilon).dump() + ".");
}

Shape RMSNormalizationBase::scale_shape(const Shape& input) const {
  return input.tail(composed::normalized_axes(options_.axis, input, who())[0]);
}

Shape RMSNormalizationBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs);
  const Shape scale = scale_shape(x);
  if (scale.rank() != static_cast<int>(options_.axis.count()))
    refuse(ErrorKind::unsupported, "axis must name the last axes. Received axis=" + to_json(options_.axis).dump() +
                                       ", input " + to_string(x) + ".");
  if (!scale.known())
    refuse(ErrorKind::shape, "the axes that are normalized must be known. Received axis=" +
                                 to_json(options_.axis).dump() + ", input " + to_string(x) + ".");
  if (built() && !(variable(0)->value.shape() == scale))
    refuse(ErrorKind::shape, "its scale was made of shape " + to_string(variable(0)->value.shape()) +
                                 ". Received input " + to_string(x) + ".");
  return x;
}

void RMSNormalizationBase::build(std::span<const Shape> inputs) {
  options_.axis = options_.axis.as_list();
  add_weight("scale", scale_shape(inputs[0]), "ones");
}

ValueId RMSNormalizationBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const std::vector<int> axes = options_.axis.in(e.graph.shape(inputs[0]).rank());
  const ValueId y = composed::divide_by_rms(e.graph, inputs[0], axes, options_.epsilon);
  return build::multiply(e.graph, y, weight(e, 0));
}

}  // namespace fovea
