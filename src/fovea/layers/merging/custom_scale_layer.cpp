#include "fovea/layers/merging/custom_scale_layer.h"

#include "fovea/graph/build.h"

namespace fovea {

const Fields<CustomScaleLayerOptions>& CustomScaleLayerOptions::fields() {
  static const Fields<CustomScaleLayerOptions> list = [] {
    Fields<CustomScaleLayerOptions> fields;
    fields.add("scale", &CustomScaleLayerOptions::scale).by_position();
    return add_layer_fields(fields);
  }();
  return list;
}

CustomScaleLayer::CustomScaleLayer(const CustomScaleLayerOptions& options)
    : Layer(std::make_shared<CustomScaleLayerBase>(options)) {}

CustomScaleLayerBase::CustomScaleLayerBase(const CustomScaleLayerOptions& options) : LayerOf(options) {
  if (!options.scale) refuse(ErrorKind::usage, "scale must be a number. Received none.");
}

Shape CustomScaleLayerBase::output_shape(std::span<const Shape> inputs) const {
  if (inputs.size() != 2)
    refuse(ErrorKind::shape, "takes a list of two inputs. Received " + std::to_string(inputs.size()) + ".");
  Shape y = inputs[0];
  bool same = y.rank() == inputs[1].rank();
  for (int i = 0; same && i < y.rank(); ++i) {
    const std::int64_t other = inputs[1][i];
    same = y[i] == other || y[i] == None || other == None;
    if (y[i] == None) y.set(i, other);
  }
  if (!same)
    refuse(ErrorKind::shape,
           "inputs must have one shape. Received " + to_string(inputs[0]) + " and " + to_string(inputs[1]) + ".");
  return y;
}

ValueId CustomScaleLayerBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  return build::add(e.graph, inputs[0], build::unary(e.graph, inputs[1], Unary::affine, *options_.scale, 0));
}

}  // namespace fovea
