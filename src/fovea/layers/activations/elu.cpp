#include "fovea/layers/activations/elu.h"

#include <cmath>

#include "fovea/graph/build.h"

namespace fovea {

const Fields<ELUOptions>& ELUOptions::fields() {
  using O = ELUOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("alpha", &O::alpha);
    return add_layer_fields(fields);
  }();
  return list;
}

ELU::ELU(const ELUOptions& options) : Layer(std::make_shared<ELUBase>(options)) {}

ELUBase::ELUBase(const ELUOptions& options) : LayerOf(options) {
  if (!std::isfinite(options.alpha))
    refuse(ErrorKind::usage, "alpha must be finite. Received " + Json(options.alpha).dump() + ".");
}

ValueId ELUBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  return build::unary(e.graph, inputs[0], Unary::elu, options_.alpha);
}

}  // namespace fovea
