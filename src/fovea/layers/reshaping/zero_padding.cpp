#include "fovea/layers/reshaping/zero_padding.h"

#include "fovea/graph/build.h"

namespace fovea {

Json to_json(const Padding2D& padding) {
  Json list = Json::list();
  for (std::size_t axis = 0; axis < 2; ++axis) list.push_back(Json::List{padding[axis].begin, padding[axis].end});
  return list;
}

void from_json(const Json& json, Padding2D& padding) {
  if (!json.is_list()) {
    padding = Padding2D(json.as_int());
    return;
  }
  const auto pair = [&](const Json& list) -> const Json::List& {
    if (list.as_list().size() != 2)
      fail(ErrorKind::usage, "takes an integer, two, or two pairs. Received " + json.dump() + ".");
    return list.as_list();
  };
  const auto ends = [&](const Json& axis) {
    if (!axis.is_list()) return Padding2D::Ends{axis.as_int(), axis.as_int()};
    return Padding2D::Ends{pair(axis)[0].as_int(), pair(axis)[1].as_int()};
  };
  padding = Padding2D(ends(pair(json)[0]), ends(pair(json)[1]));
}

const Fields<ZeroPadding2DOptions>& ZeroPadding2DOptions::fields() {
  using O = ZeroPadding2DOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("padding", &O::padding).add("data_format", &O::data_format);
    return add_layer_fields(fields);
  }();
  return list;
}

ZeroPadding2D::ZeroPadding2D(const ZeroPadding2DOptions& options)
    : Layer(std::make_shared<ZeroPadding2DBase>(options)) {}

ZeroPadding2DBase::ZeroPadding2DBase(const ZeroPadding2DOptions& options) : LayerOf(options) {
  for (std::size_t axis = 0; axis < 2; ++axis)
    if (options.padding[axis].begin < 0 || options.padding[axis].end < 0)
      refuse(ErrorKind::usage, "padding must be 0 or more. Received " + to_json(options.padding).dump() + ".");
  require_channels_last(options.data_format);
}

Shape ZeroPadding2DBase::output_shape(std::span<const Shape> inputs) const {
  Shape shape = only_input(inputs, 4);
  for (int axis = 1; axis < 3; ++axis) {
    const auto& [begin, end] = options_.padding[static_cast<std::size_t>(axis) - 1];
    if (shape[axis] != None) shape.set(axis, begin + shape[axis] + end);
  }
  return shape;
}

ValueId ZeroPadding2DBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const auto& p = options_.padding;
  return build::pad(e.graph, inputs[0], {0, p[0].begin, p[1].begin, 0}, {0, p[0].end, p[1].end, 0});
}

}  // namespace fovea
