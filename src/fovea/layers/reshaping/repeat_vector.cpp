#include "fovea/layers/reshaping/repeat_vector.h"

#include "fovea/graph/build.h"

namespace fovea {

const Fields<RepeatVectorOptions>& RepeatVectorOptions::fields() {
  using O = RepeatVectorOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("n", &O::n).by_position();
    return add_layer_fields(fields);
  }();
  return list;
}

RepeatVector::RepeatVector(const RepeatVectorOptions& options) : Layer(std::make_shared<RepeatVectorBase>(options)) {}

RepeatVectorBase::RepeatVectorBase(const RepeatVectorOptions& options) : LayerOf(options) {
  if (options.n < 1) refuse(ErrorKind::usage, "n must be 1 or more. Received " + std::to_string(options.n) + ".");
}

Shape RepeatVectorBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs, 2);
  return {x[0], options_.n, x[1]};
}

ValueId RepeatVectorBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const Shape x = e.graph.shape(inputs[0]);
  const ValueId rows = build::reshape(e.graph, inputs[0], {x[0], 1, x[1]});
  return build::broadcast(e.graph, rows, output_shape({&x, 1}), true);
}

}  // namespace fovea
