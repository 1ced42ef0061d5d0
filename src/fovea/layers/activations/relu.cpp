#include "fovea/layers/activations/relu.h"

#include "fovea/graph/build.h"

namespace fovea {

const Fields<ReLUOptions>& ReLUOptions::fields() {
  using O = ReLUOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("max_value", &O::max_value)
        .add("negative_slope", &O::negative_slope, {"alpha"})
        .add("threshold", &O::threshold, {"theta"});
    return add_layer_fields(fields);
  }();
  return list;
}

ReLU::ReLU(const ReLUOptions& options) : Layer(std::make_shared<ReLUBase>(options)) {}

ReLUBase::ReLUBase(const ReLUOptions& options) : LayerOf(options) {
  const auto check = [&](const char* key, double value) {
    if (!(value >= 0))
      refuse(ErrorKind::usage, std::string(key) + " must be 0 or more. Received " + Json(value).dump() + ".");
  };
  check("max_value", options.max_value.value_or(0));
  check("negative_slope", options.negative_slope);
  check("threshold", options.threshold);
}

ValueId ReLUBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const auto& o = options_;
  if (o.max_value == 0) {  // to the operation a cap of 0 means none; what is left is slope * min(x - threshold, 0)
    const ValueId below =
        build::unary(e.graph, build::unary(e.graph, inputs[0], Unary::affine, -1, o.threshold), Unary::relu);
    return build::unary(e.graph, below, Unary::affine, -o.negative_slope, 0);
  }
  return build::unary(
      e.graph, inputs[0],
      {.function = Unary::relu, .a = o.negative_slope, .b = o.threshold, .c = o.max_value.value_or(0)});
}

}  // namespace fovea
