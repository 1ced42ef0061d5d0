#include "fovea/layers/regularization/dropout.h"

#include "fovea/graph/build.h"
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

DropoutBase::DropoutBase(const DropoutOptions& options) : LayerOf(options) {
  if (!(options.rate >= 0 && options.rate <= 1))
    refuse(ErrorKind::usage, "rate must be between 0 and 1. Received " + Json(options.rate).dump() + ".");
}

Shape DropoutBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs);
  if (!options_.noise_shape) return x;
  const Shape& noise = *options_.noise_shape;
  bool fits = noise.rank() == x.rank();
  for (int i = 0; fits && i < x.rank(); ++i)
    fits = noise[i] == None || noise[i] == 1 || x[i] == None || noise[i] == x[i];
  if (!fits)
    refuse(ErrorKind::shape, "noise_shape has the input's dimensions, None or 1. Received noise_shape=" +
                                 to_string(noise) + ", input " + to_string(x) + ".");
  if (noise[0] == 1 && x[0] != 1)
    refuse(ErrorKind::unsupported, "all samples sharing one decision (noise_shape " + to_string(noise) +
                                       ") is not available. Use None for the first dimension.");
  return x;
}

ValueId DropoutBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const auto& o = options_;
  if (!e.training || o.rate == 0) return inputs[0];
  DropoutAttributes attributes{.rate = o.rate, .stream = e.node, .noise = {}};
  if (o.seed) attributes.stream += static_cast<std::uint64_t>(*o.seed + 1) * 0x9E3779B97F4A7C15u;
  if (o.noise_shape) {
    const Shape x = e.graph.shape(inputs[0]);
    for (int i = 1; i < x.rank(); ++i)
      attributes.noise.push_back((*o.noise_shape)[i] == None ? x[i] : (*o.noise_shape)[i]);
  }
  return build::dropout(e.graph, inputs[0], attributes);
}

}  // namespace fovea
