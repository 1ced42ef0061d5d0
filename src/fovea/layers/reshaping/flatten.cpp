#include "fovea/layers/reshaping/flatten.h"

#include "fovea/graph/build.h"

namespace fovea {

const Fields<FlattenOptions>& FlattenOptions::fields() {
  using O = FlattenOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("data_format", &O::data_format);
    return add_layer_fields(fields);
  }();
  return list;
}

Flatten::Flatten(const FlattenOptions& options) : Layer(std::make_shared<FlattenBase>(options)) {}

FlattenBase::FlattenBase(const FlattenOptions& options) : LayerOf(options) {
  require_channels_last(options.data_format);
}

Shape FlattenBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs);
  const Shape sample = x.tail(1);
  return {x[0], sample.known() ? sample.count() : None};
}

ValueId FlattenBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const Shape shape = e.graph.shape(inputs[0]);
  return build::reshape(e.graph, inputs[0], {shape[0], shape.count(1, shape.rank())});
}

}  // namespace fovea
