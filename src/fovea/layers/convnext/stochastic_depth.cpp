#include "fovea/layers/convnext/stochastic_depth.h"

#include "fovea/layers/regularization/random_draws.h"

namespace fovea {

const Fields<StochasticDepthOptions>& StochasticDepthOptions::fields() {
  using O = StochasticDepthOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("drop_path_rate", &O::drop_path_rate).by_position();
    return add_layer_fields(fields);
  }();
  return list;
}

StochasticDepth::StochasticDepth(const StochasticDepthOptions& options)
    : Layer(std::make_shared<StochasticDepthBase>(options)) {}

StochasticDepthBase::StochasticDepthBase(const StochasticDepthOptions& options) : LayerOf(options) {
  if (!(options.drop_path_rate >= 0 && options.drop_path_rate <= 1))
    refuse(ErrorKind::usage,
           "drop_path_rate must be between 0 and 1. Received " + Json(options.drop_path_rate).dump() + ".");
}

ValueId StochasticDepthBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  if (!e.training || options_.drop_path_rate == 0) return inputs[0];
  Shape one_decision;
  for (int axis = 1; axis < e.graph.shape(inputs[0]).rank(); ++axis) one_decision.push_back(1);
  return drop(e, inputs[0], options_.drop_path_rate, {}, one_decision);
}

}  // namespace fovea
