#include "fovea/layers/regularization/dropout.h"

#include "fovea/layers/regularization/random_draws.h"
#include "fovea/layers/size.h"

namespace fovea {

const Fields<DropoutOptions>& DropoutOptions::fields() {
  using O = DropoutOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("rate", &O::rate, {"p"}).by_position().add("noise_shape", &O::noise_shape).add("seed", &O::seed);
    return add_layer_fields(fields);
  }();
  return list;
}

Dropout::Dropout(const DropoutOptions& options) : Layer(std::make_shared<DropoutBase>(options)) {}

DropoutBase::DropoutBase(const DropoutOptions& options) : LayerOf(options) { check_rate(options.rate, who()); }

Shape DropoutBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs);
  sample_noise(options_.noise_shape, x, who());
  return x;
}

ValueId DropoutBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const auto& o = options_;
  if (!e.training || o.rate == 0) return inputs[0];
  return drop(e, inputs[0], o.rate, o.seed, sample_noise(o.noise_shape, e.graph.shape(inputs[0]), who()));
}

}  // namespace fovea
