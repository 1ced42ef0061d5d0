#include "fovea/layers/convnext/layer_scale.h"

#include "fovea/graph/build.h"
#include "fovea/layers/weights/constant_initializers.h"

namespace fovea {

const Fields<LayerScaleOptions>& LayerScaleOptions::fields() {
  using O = LayerScaleOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("init_values", &O::init_values).by_position().add("projection_dim", &O::projection_dim).by_position();
    return add_layer_fields(fields);
  }();
  return list;
}

LayerScale::LayerScale(const LayerScaleOptions& options) : Layer(std::make_shared<LayerScaleBase>(options)) {}

LayerScaleBase::LayerScaleBase(const LayerScaleOptions& options) : LayerOf(options) {
  if (!options.init_values || options.projection_dim < 1)
    refuse(ErrorKind::usage, "init_values must be a number, projection_dim 1 or more. Received " +
                                 to_json(options.init_values).dump() + " and " +
                                 std::to_string(options.projection_dim) + ".");
}

Shape LayerScaleBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs);
  if (x.rank() < 2 || x[-1] != options_.projection_dim)
    refuse(ErrorKind::shape, "takes projection_dim=" + std::to_string(options_.projection_dim) +
                                 " channels. Received input " + to_string(x) + ".");
  return x;
}

void LayerScaleBase::build(std::span<const Shape>) {
  add_weight("gamma", {options_.projection_dim}, Constant(*options_.init_values));
}

ValueId LayerScaleBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  return build::multiply(e.graph, inputs[0], weight(e, 0));
}

}  // namespace fovea
