#include "fovea/layers/regularization/gaussian_noise.h"

#include "fovea/graph/build.h"
#include "fovea/layers/regularization/random_draws.h"

namespace fovea {

const Fields<GaussianNoiseOptions>& GaussianNoiseOptions::fields() {
  using O = GaussianNoiseOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("stddev", &O::stddev, {"sigma"}).by_position().add("seed", &O::seed);
    return add_layer_fields(fields);
  }();
  return list;
}

GaussianNoise::GaussianNoise(const GaussianNoiseOptions& options)
    : Layer(std::make_shared<GaussianNoiseBase>(options)) {}

GaussianNoiseBase::GaussianNoiseBase(const GaussianNoiseOptions& options) : LayerOf(options) {
  if (!(options.stddev >= 0 && options.stddev <= 1))
    refuse(ErrorKind::usage, "stddev must be between 0 and 1. Received " + Json(options.stddev).dump() + ".");
}

ValueId GaussianNoiseBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const auto& o = options_;
  if (!e.training || o.stddev == 0) return inputs[0];
  const Shape shape = e.graph.shape(inputs[0]);
  const ValueId noise = build::noise(e.graph, shape, e.graph.desc(inputs[0]).dtype, random_stream(e, o.seed));
  return build::add(e.graph, inputs[0], build::unary(e.graph, noise, Unary::affine, o.stddev, 0));
}

}  // namespace fovea
