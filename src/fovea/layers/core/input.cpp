#include "fovea/layers/core/input.h"

#include "fovea/layers/size.h"

namespace fovea {

const Fields<InputLayerOptions>& InputLayerOptions::fields() {
  using O = InputLayerOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("shape", &O::shape, {"input_shape"})
        .not_in_config()
        .by_position()
        .add("batch_size", &O::batch_size)
        .not_in_config()
        .add("dtype", &O::dtype)
        .add("sparse", &O::sparse)
        .add("ragged", &O::ragged)
        .add("batch_shape", &O::batch_shape, {"batch_input_shape"})
        .add("name", &O::name)
        .add("optional", &O::optional);
    return fields;
  }();
  return list;
}

InputLayer::InputLayer(const Options& options) : LayerBase({options.name, true, options.dtype}), options_(options) {
  auto& batch_shape = options_.batch_shape;
  if (options.shape.has_value() == batch_shape.has_value())
    refuse(ErrorKind::usage, "takes either shape or batch_shape.");
  if (options.sparse || options.ragged) refuse(ErrorKind::unsupported, "sparse and ragged inputs are not available.");
  if (options.shape) batch_shape = options.shape->with_front(options.batch_size.value_or(None));
  if (batch_shape->rank() == 0)
    refuse(ErrorKind::shape, "batch_shape begins with the axis of the samples. Received ().");
  shape_ = batch_shape->tail(1);
  for (auto dim : shape_)
    if (dim == 0) refuse(ErrorKind::shape, "no dimension may be 0. Received shape " + to_string(shape_) + ".");
}

Json InputLayer::config() const {
  Options now = options_;
  now.name = name();
  return Options::fields().write(&now);
}

ValueId InputLayer::emit(const Emitter&, std::span<const ValueId> inputs) const { return inputs[0]; }

Tensor Input(const Shape& shape, const InputOptions& options) {
  return Layer(std::make_shared<InputLayer>(
      InputLayerOptions{.shape = shape, .dtype = options.dtype, .name = options.name}))({});
}

}  // namespace fovea
