#include "fovea/layers/preprocessing/rescaling.h"

#include "fovea/graph/build.h"

namespace fovea {

Json to_json(const ChannelNumbers& numbers) {
  return numbers.list_ ? to_json(numbers.values_) : Json(numbers.values_[0]);
}

void from_json(const Json& json, ChannelNumbers& numbers) {
  if (json.is_object() && json.at("class_name") == Json("__numpy__"))
    return from_json(json.at("config").at("value"), numbers);
  numbers = ChannelNumbers(0);
  numbers.list_ = json.is_list();
  if (json.is_list())
    from_json(json, numbers.values_);
  else
    numbers.values_[0] = json.as_double();
}

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

Shape RescalingBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs);
  const auto check = [&](const char* key, const ChannelNumbers& numbers) {
    if (!numbers.single() && static_cast<std::int64_t>(numbers.values().size()) != x[-1])
      refuse(ErrorKind::shape, std::string(key) + " must be one number or one for each channel. Received " +
                                   to_json(numbers).dump() + ", input " + to_string(x) + ".");
  };
  check("scale", options_.scale);
  check("offset", options_.offset);
  return x;
}

ValueId RescalingBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  Graph& g = e.graph;
  const ChannelNumbers &scale = options_.scale, &offset = options_.offset;
  const ValueId x = build::cast(g, inputs[0], e.dtype);
  if (scale.single() && offset.single())
    return build::unary(g, x, Unary::affine, scale.values()[0], offset.values()[0]);
  const auto constant = [&](const ChannelNumbers& numbers) {
    const Shape shape = numbers.single() ? Shape{} : Shape{static_cast<std::int64_t>(numbers.values().size())};
    return g.add_constant(Array::of<double>(numbers.values(), shape).cast(e.dtype));
  };
  return build::add(g, build::multiply(g, x, constant(scale)), constant(offset));
}

}  // namespace fovea
