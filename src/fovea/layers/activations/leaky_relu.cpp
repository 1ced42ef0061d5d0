#include "fovea/layers/activations/leaky_relu.h"

#include "fovea/graph/build.h"

namespace fovea {

const Fields<LeakyReLUOptions>& LeakyReLUOptions::fields() {
  using O = LeakyReLUOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("negative_slope", &O::negative_slope, {"alpha"});
    return add_layer_fields(fields);
  }();
  return list;
}

LeakyReLU::LeakyReLU(const LeakyReLUOptions& options) : Layer(std::make_shared<LeakyReLUBase>(options)) {}

LeakyReLUBase::LeakyReLUBase(const LeakyReLUOptions& options) : LayerOf(options) {
  if (!(options.negative_slope >= 0))
    refuse(ErrorKind::usage,
           "negative_slope must be 0 or more. Received " + Json(options.negative_slope).dump() + ".");
}

ValueId LeakyReLUBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  return build::unary(e.graph, inputs[0], Unary::relu, options_.negative_slope);
}

}  // namespace fovea
