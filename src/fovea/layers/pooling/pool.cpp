#include "fovea/layers/pooling/pool.h"

#include "fovea/graph/build.h"
#include "fovea/layers/window.h"

namespace fovea {

const Fields<Pooling2DOptions>& Pooling2DOptions::fields() {
  using O = Pooling2DOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("pool_size", &O::pool_size)
        .by_position()
        .add("strides", &O::strides)
        .add("padding", &O::padding, {"border_mode"})
        .add("data_format", &O::data_format);
    return add_layer_fields(fields);
  }();
  return list;
}

MaxPooling2D::MaxPooling2D(const Pooling2DOptions& options) : Layer(std::make_shared<MaxPooling2DBase>(options)) {}

AveragePooling2D::AveragePooling2D(const Pooling2DOptions& options)
    : Layer(std::make_shared<AveragePooling2DBase>(options)) {}

Pooling2DBase::Pooling2DBase(const Pooling2DOptions& options, PoolKind kind) : LayerOf(options), kind_(kind) {
  if (!options_.strides.set()) options_.strides = options_.pool_size;
}

void Pooling2DBase::check() const {
  const auto positive = [&](const char* key, const Size2& size) {
    if (!size.set() || size[0] < 1 || size[1] < 1)
      refuse(ErrorKind::usage,
             std::string(key) + " must be 1 or more on both axes. Received " + to_json(size).dump() + ".");
  };
  positive("pool_size", options_.pool_size);
  positive("strides", options_.strides);
  require_channels_last(options_.data_format);
}

Shape Pooling2DBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs, 4);
  return slide(make_window(options_.pool_size, options_.strides), options_.padding.same(), x, x[-1], who(), "pool");
}

ValueId Pooling2DBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  Window window = make_window(options_.pool_size, options_.strides);
  if (options_.padding.same()) pad_same(window, e.graph.shape(inputs[0]));
  return build::pool(e.graph, inputs[0], kind_, window);
}

}  // namespace fovea
