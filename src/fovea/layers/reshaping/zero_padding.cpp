#include "fovea/layers/reshaping/zero_padding.h"

#include "fovea/graph/build.h"

namespace fovea {

template <int N>
const Fields<ZeroPaddingOptions<N>>& ZeroPaddingOptions<N>::fields() {
  using O = ZeroPaddingOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("padding", &O::padding).add("data_format", &O::data_format);
    return add_layer_fields(fields);
  }();
  return list;
}

template <int N>
ZeroPadding<N>::ZeroPadding(const ZeroPaddingOptions<N>& options)
    : Layer(std::make_shared<ZeroPaddingBase<N>>(options)) {}

template <int N>
ZeroPaddingBase<N>::ZeroPaddingBase(const ZeroPaddingOptions<N>& options) : LayerOf<ZeroPaddingOptions<N>>(options) {
  if (options.padding.negative())
    this->refuse(ErrorKind::usage, "padding must be 0 or more. Received " + to_json(options.padding).dump() + ".");
  this->require_channels_last(options.data_format);
}

template <int N>
Shape ZeroPaddingBase<N>::output_shape(std::span<const Shape> inputs) const {
  Shape shape = this->only_input(inputs, N + 2);
  for (int axis = 0; axis < N; ++axis) {
    const auto& [begin, end] = this->options_.padding[axis];
    if (shape[axis + 1] != None) shape.set(axis + 1, begin + shape[axis + 1] + end);
  }
  return shape;
}

template <int N>
ValueId ZeroPaddingBase<N>::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  return build::pad(e.graph, inputs[0], this->options_.padding.begins(), this->options_.padding.ends());
}

template struct ZeroPaddingOptions<1>;
template struct ZeroPaddingOptions<2>;
template struct ZeroPaddingOptions<3>;
template class ZeroPadding<1>;
template class ZeroPadding<2>;
template class ZeroPadding<3>;
template class ZeroPaddingBase<1>;
template class ZeroPaddingBase<2>;
template class ZeroPaddingBase<3>;

}  // namespace fovea
