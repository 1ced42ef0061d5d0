#include "fovea/layers/pooling/adaptive_pool.h"

#include "fovea/graph/build.h"
#include "fovea/layers/window.h"

namespace fovea {

template <int N>
const Fields<AdaptivePoolingOptions<N>>& AdaptivePoolingOptions<N>::fields() {
  using O = AdaptivePoolingOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("output_size", &O::output_size).by_position().add("data_format", &O::data_format);
    return add_layer_fields(fields);
  }();
  return list;
}

template <PoolKind kind, int N>
AdaptivePooling<kind, N>::AdaptivePooling(const AdaptivePoolingOptions<N>& options)
    : Layer(std::make_shared<AdaptivePoolingBase<kind, N>>(options)) {}

template <PoolKind kind, int N>
AdaptivePoolingBase<kind, N>::AdaptivePoolingBase(const AdaptivePoolingOptions<N>& options)
    : LayerOf<AdaptivePoolingOptions<N>>(options) {
  require_positive(this->who(), "output_size", options.output_size);
  this->require_channels_last(options.data_format);
}

template <PoolKind kind, int N>
std::string_view AdaptivePoolingBase<kind, N>::class_name() const {
  if (kind == PoolKind::maximum)
    return std::array{"AdaptiveMaxPooling1D", "AdaptiveMaxPooling2D", "AdaptiveMaxPooling3D"}[N - 1];
  return std::array{"AdaptiveAveragePooling1D", "AdaptiveAveragePooling2D", "AdaptiveAveragePooling3D"}[N - 1];
}

template <PoolKind kind, int N>
Shape AdaptivePoolingBase<kind, N>::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = this->only_input(inputs, N + 2);
  Shape y = shape_of(this->options_.output_size).with_front(x[0]);
  y.push_back(x[-1]);
  return y;
}

template <PoolKind kind, int N>
ValueId AdaptivePoolingBase<kind, N>::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const Shape x = e.graph.shape(inputs[0]);
  return build::adaptive_pool(e.graph, inputs[0], kind, output_shape({&x, 1}));
}

template struct AdaptivePoolingOptions<1>;
template struct AdaptivePoolingOptions<2>;
template struct AdaptivePoolingOptions<3>;
template class AdaptivePooling<PoolKind::average, 1>;
template class AdaptivePooling<PoolKind::average, 2>;
template class AdaptivePooling<PoolKind::average, 3>;
template class AdaptivePooling<PoolKind::maximum, 1>;
template class AdaptivePooling<PoolKind::maximum, 2>;
template class AdaptivePooling<PoolKind::maximum, 3>;
template class AdaptivePoolingBase<PoolKind::average, 1>;
template class AdaptivePoolingBase<PoolKind::average, 2>;
template class AdaptivePoolingBase<PoolKind::average, 3>;
template class AdaptivePoolingBase<PoolKind::maximum, 1>;
template class AdaptivePoolingBase<PoolKind::maximum, 2>;
template class AdaptivePoolingBase<PoolKind::maximum, 3>;

}  // namespace fovea
