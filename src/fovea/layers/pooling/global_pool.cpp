#include "fovea/layers/pooling/global_pool.h"

#include "fovea/graph/build.h"

namespace fovea {

const Fields<GlobalPooling2DOptions>& GlobalPooling2DOptions::fields() {
  using O = GlobalPooling2DOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("data_format", &O::data_format).add("keepdims", &O::keepdims);
    return add_layer_fields(fields);
  }();
  return list;
}

GlobalAveragePooling2D::GlobalAveragePooling2D(const GlobalPooling2DOptions& options)
    : Layer(std::make_shared<GlobalAveragePooling2DBase>(options)) {}

GlobalMaxPooling2D::GlobalMaxPooling2D(const GlobalPooling2DOptions& options)
    : Layer(std::make_shared<GlobalMaxPooling2DBase>(options)) {}

Shape GlobalPooling2DBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs, 4);
  return options_.keepdims ? Shape{x[0], 1, 1, x[3]} : Shape{x[0], x[3]};
}

ValueId GlobalPooling2DBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  return build::reduce(e.graph, inputs[0], kind_, {1, 2}, options_.keepdims);
}

}  // namespace fovea
