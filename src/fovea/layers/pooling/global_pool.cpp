#include "fovea/layers/pooling/global_pool.h"

#include <numeric>

#include "fovea/graph/build.h"

namespace fovea {

const Fields<GlobalPoolingOptions>& GlobalPoolingOptions::fields() {
  using O = GlobalPoolingOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("data_format", &O::data_format).add("keepdims", &O::keepdims);
    return add_layer_fields(fields);
  }();
  return list;
}

template <Reduction kind, int N>
GlobalPooling<kind, N>::GlobalPooling(const GlobalPoolingOptions& options)
    : Layer(std::make_shared<GlobalPoolingBase<kind, N>>(options)) {}

template <Reduction kind, int N>
GlobalPoolingBase<kind, N>::GlobalPoolingBase(const GlobalPoolingOptions& options) : LayerOf(options) {
  require_channels_last(options.data_format);
}

template <Reduction kind, int N>
std::string_view GlobalPoolingBase<kind, N>::class_name() const {
  if (kind == Reduction::maximum)
    return std::array{"GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalMaxPooling3D"}[N - 1];
  return std::array{"GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalAveragePooling3D"}[N - 1];
}

template <Reduction kind, int N>
Shape GlobalPoolingBase<kind, N>::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs, N + 2);
  Shape y{x[0]};
  for (int axis = 0; axis < N && options_.keepdims; ++axis) y.push_back(1);
  y.push_back(x[-1]);
  return y;
}

template <Reduction kind, int N>
ValueId GlobalPoolingBase<kind, N>::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  std::vector<int> pixels(N);
  std::iota(pixels.begin(), pixels.end(), 1);
  return build::reduce(e.graph, inputs[0], kind, pixels, options_.keepdims);
}

template class GlobalPooling<Reduction::mean, 1>;
template class GlobalPooling<Reduction::mean, 2>;
template class GlobalPooling<Reduction::mean, 3>;
template class GlobalPooling<Reduction::maximum, 1>;
template class GlobalPooling<Reduction::maximum, 2>;
template class GlobalPooling<Reduction::maximum, 3>;
template class GlobalPoolingBase<Reduction::mean, 1>;
template class GlobalPoolingBase<Reduction::mean, 2>;
template class GlobalPoolingBase<Reduction::mean, 3>;
template class GlobalPoolingBase<Reduction::maximum, 1>;
template class GlobalPoolingBase<Reduction::maximum, 2>;
template class GlobalPoolingBase<Reduction::maximum, 3>;

}  // namespace fovea
