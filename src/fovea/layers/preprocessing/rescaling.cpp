#include "fovea/layers/preprocessing/rescaling.h"

#include "fovea/graph/build.h"

namespace fovea {

const Fields<RescalingOptions>& RescalingOptions::fields() {
  using O = RescalingOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("scale", &O::scale).by_position().add("offset", &O::offset);
    return add_layer_fields(fields);
  }();
  return list;
}

Rescaling::Rescaling(const RescalingOptions& options) : Layer(std::make_shared<RescalingBase>(options)) {}

RescalingBase::RescalingBase(const RescalingOptions& options) : LayerOf(options) {
  if (!options.scale.set() || !options.offset.set())
    refuse(ErrorKind::usage, "scale and offset must be numbers. Received " + to_json(options.scale).dump() + " and " +
                                 to_json(options.offset).dump() + ".");
}

Shape RescalingBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs);
  const auto check = [&](const char* key, const Numbers& numbers) {
    const Shape& shape = numbers.shape();
    bool fits = shape.rank() < x.rank();  // as numpy spreads them over a sample
    for (std::int64_t i = 1; fits && i <= shape.rank(); ++i) fits = shape[-i] == 1 || shape[-i] == x[-i];
    if (!fits)
      refuse(ErrorKind::shape, std::string(key) +
                                   " must be one number, one for each channel, or numbers that spread over "
                                   "a picture. Received " +
                                   to_json(numbers).dump() + ", input " + to_string(x) + ".");
  };
  check("scale", options_.scale);
  check("offset", options_.offset);
  return x;
}

ValueId RescalingBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  Graph& g = e.graph;
  const Numbers &scale = options_.scale, &offset = options_.offset;
  const ValueId x = build::cast(g, inputs[0], e.dtype);
  if (scale.shape().rank() == 0 && offset.shape().rank() == 0)
    return build::unary(g, x, Unary::affine, scale.values()[0], offset.values()[0]);
  const auto constant = [&](const Numbers& numbers) {
    return g.add_constant(Array::of<double>(numbers.values(), numbers.shape()).cast(e.dtype));
  };
  return build::add(g, build::multiply(g, x, constant(scale)), constant(offset));
}

}  // namespace fovea
