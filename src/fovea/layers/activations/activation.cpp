#include "fovea/layers/activations/activation.h"

namespace fovea {

const Fields<ActivationOptions>& ActivationOptions::fields() {
  using O = ActivationOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("activation", &O::activation).by_position();
    return add_layer_fields(fields);
  }();
  return list;
}

Activation::Activation(const ActivationOptions& options) : Layer(std::make_shared<ActivationBase>(options)) {}

Shape ActivationBase::output_shape(std::span<const Shape> inputs) const {
  return options_.activation.output_shape(only_input(inputs), who());
}

ValueId ActivationBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  return options_.activation.emit(e.graph, inputs[0]);
}

}  // namespace fovea
