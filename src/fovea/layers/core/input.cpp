#include "fovea/layers/core/input.h"

namespace fovea {

InputLayer::InputLayer(const Shape& shape, const InputOptions& options)
    : LayerBase({options.name, true, options.dtype}), shape_(shape) {
  for (auto dim : shape)
    if (dim == 0) refuse(ErrorKind::shape, "no dimension may be 0. Received shape " + to_string(shape) + ".");
}

Json InputLayer::config() const {
  Json batch_shape = Json::list();
  batch_shape.push_back({});
  for (auto dim : shape_) batch_shape.push_back(dim == None ? Json() : Json(dim));
  return Json::Object{{"batch_shape", batch_shape}, {"dtype", dtype()}, {"sparse", false}, {"ragged", false}, {"name", name()}};
}

ValueId InputLayer::emit(const Emitter&, std::span<const ValueId> inputs) const { return inputs[0]; }

Tensor Input(const Shape& shape, const InputOptions& options) {
  return Layer(std::make_shared<InputLayer>(shape, options))({});
}

}  // namespace fovea
