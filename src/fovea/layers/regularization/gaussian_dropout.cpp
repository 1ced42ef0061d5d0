#include "fovea/layers/regularization/gaussian_dropout.h"

#include <cmath>

#include "fovea/graph/build.h"
#include "fovea/layers/regularization/random_draws.h"

namespace fovea {

const Fields<GaussianDropoutOptions>& GaussianDropoutOptions::fields() {
  using O = GaussianDropoutOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("rate", &O::rate, {"p"}).by_position().add("seed", &O::seed);
    return add_layer_fields(fields);
  }();
  return list;
}

GaussianDropout::GaussianDropout(const GaussianDropoutOptions& options)
    : Layer(std::make_shared<GaussianDropoutBase>(options)) {}

GaussianDropoutBase::GaussianDropoutBase(const GaussianDropoutOptions& options) : LayerOf(options) {
  check_rate(options.rate, who());
}

ValueId GaussianDropoutBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const auto& o = options_;
  if (!e.training || o.rate == 0) return inputs[0];
  if (o.rate == 1) refuse(ErrorKind::usage, "rate must be below 1 to train: the deviation would be infinite.");
  const Shape shape = e.graph.shape(inputs[0]);
  const ValueId noise = build::noise(e.graph, shape, e.graph.desc(inputs[0]).dtype, random_stream(e, o.seed));
  const ValueId factor = build::unary(e.graph, noise, Unary::affine, std::sqrt(o.rate / (1 - o.rate)), 1);
  return build::multiply(e.graph, inputs[0], factor);
}

}  // namespace fovea
