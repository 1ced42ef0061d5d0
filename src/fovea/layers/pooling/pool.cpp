#include "fovea/layers/pooling/pool.h"

#include "fovea/graph/build.h"
#include "fovea/layers/window.h"

namespace fovea {

template <int N>
const Fields<PoolingOptions<N>>& PoolingOptions<N>::fields() {
  using O = PoolingOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("pool_size", &O::pool_size, {"pool_length"})
        .by_position()
        .add("strides", &O::strides, {"stride"})
        .add("padding", &O::padding, {"border_mode"})
        .add("data_format", &O::data_format);
    return add_layer_fields(fields);
  }();
  return list;
}

template <PoolKind kind, int N>
Pooling<kind, N>::Pooling(const PoolingOptions<N>& options)
    : Layer(std::make_shared<PoolingBase<kind, N>>(options)) {}

template <PoolKind kind, int N>
PoolingBase<kind, N>::PoolingBase(const PoolingOptions<N>& options) : LayerOf<PoolingOptions<N>>(options) {
  auto& o = this->options_;
  if (!o.strides.set()) o.strides = o.pool_size;
  require_positive(this->who(), "pool_size", o.pool_size);
  require_positive(this->who(), "strides", o.strides);
  this->require_channels_last(o.data_format);
}

template <PoolKind kind, int N>
std::string_view PoolingBase<kind, N>::class_name() const {
  if (kind == PoolKind::maximum) return std::array{"MaxPooling1D", "MaxPooling2D", "MaxPooling3D"}[N - 1];
  return std::array{"AveragePooling1D", "AveragePooling2D", "AveragePooling3D"}[N - 1];
}

template <PoolKind kind, int N>
Shape PoolingBase<kind, N>::output_shape(std::span<const Shape> inputs) const {
  const auto& o = this->options_;
  const Shape& x = this->only_input(inputs, N + 2);
  return slide(make_window(o.pool_size, o.strides), o.padding, x, x[-1], this->who(), "pool");
}

template <PoolKind kind, int N>
ValueId PoolingBase<kind, N>::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const auto& o = this->options_;
  Window window = make_window(o.pool_size, o.strides);
  pad(window, o.padding, e.graph.shape(inputs[0]));
  return build::pool(e.graph, inputs[0], kind, window);
}

template struct PoolingOptions<1>;
template struct PoolingOptions<2>;
template struct PoolingOptions<3>;
template class Pooling<PoolKind::maximum, 1>;
template class Pooling<PoolKind::maximum, 2>;
template class Pooling<PoolKind::maximum, 3>;
template class Pooling<PoolKind::average, 1>;
template class Pooling<PoolKind::average, 2>;
template class Pooling<PoolKind::average, 3>;
template class PoolingBase<PoolKind::maximum, 1>;
template class PoolingBase<PoolKind::maximum, 2>;
template class PoolingBase<PoolKind::maximum, 3>;
template class PoolingBase<PoolKind::average, 1>;
template class PoolingBase<PoolKind::average, 2>;
template class PoolingBase<PoolKind::average, 3>;

}  // namespace fovea
