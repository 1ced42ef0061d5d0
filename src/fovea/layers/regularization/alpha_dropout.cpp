#include "fovea/layers/regularization/alpha_dropout.h"

#include <cmath>

#include "fovea/graph/build.h"
#include "fovea/layers/regularization/random_draws.h"
#include "fovea/layers/size.h"

namespace fovea {

const Fields<AlphaDropoutOptions>& AlphaDropoutOptions::fields() {
  using O = AlphaDropoutOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("rate", &O::rate, {"p"}).by_position().add("noise_shape", &O::noise_shape).add("seed", &O::seed);
    return add_layer_fields(fields);
  }();
  return list;
}

AlphaDropout::AlphaDropout(const AlphaDropoutOptions& options) : Layer(std::make_shared<AlphaDropoutBase>(options)) {}

AlphaDropoutBase::AlphaDropoutBase(const AlphaDropoutOptions& options) : LayerOf(options) {
  check_rate(options.rate, who());
}

Shape AlphaDropoutBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs);
  sample_noise(options_.noise_shape, x, who());
  return x;
}

ValueId AlphaDropoutBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  Graph& g = e.graph;
  const auto& o = options_;
  if (!e.training || o.rate == 0) return inputs[0];
  if (o.rate == 1) refuse(ErrorKind::usage, "rate must be below 1 to train: nothing would be left to scale.");
  constexpr double saturated = -1.6732632423543772848 * 1.0507009873554804934;  // selu's alpha * scale
  const double keep = 1 - o.rate;
  const double scale = 1 / std::sqrt(keep * (1 + o.rate * saturated * saturated));
  const double shift = -scale * saturated * o.rate;
  // scale * (kept ? x : saturated) + shift, where dropout gives (kept ? x - saturated : 0) / keep.
  const ValueId above = build::unary(g, inputs[0], Unary::affine, 1, -saturated);
  const ValueId kept = drop(e, above, o.rate, o.seed, sample_noise(o.noise_shape, g.shape(inputs[0]), who()));
  return build::unary(g, kept, Unary::affine, scale * keep, scale * saturated + shift);
}

}  // namespace fovea
