#include "fovea/layers/reshaping/cropping.h"

#include "fovea/graph/build.h"

namespace fovea {

template <int N>
const Fields<CroppingOptions<N>>& CroppingOptions<N>::fields() {
  using O = CroppingOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("cropping", &O::cropping);
    if (N > 1) fields.add("data_format", &O::data_format);
    return add_layer_fields(fields);
  }();
  return list;
}

template <int N>
Cropping<N>::Cropping(const CroppingOptions<N>& options) : Layer(std::make_shared<CroppingBase<N>>(options)) {}

template <int N>
CroppingBase<N>::CroppingBase(const CroppingOptions<N>& options) : LayerOf<CroppingOptions<N>>(options) {
  if (options.cropping.negative())
    this->refuse(ErrorKind::usage, "cropping must be 0 or more. Received " + to_json(options.cropping).dump() + ".");
  this->require_channels_last(options.data_format);
}

template <int N>
Shape CroppingBase<N>::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = this->only_input(inputs, N + 2);
  Shape y = x;
  for (int axis = 0; axis < N; ++axis) {
    const auto& [begin, end] = this->options_.cropping[axis];
    if (x[axis + 1] == None) continue;
    // Not begin + end: both may be as large as 64 bits allow.
    if (begin >= x[axis + 1] || end >= x[axis + 1] - begin)
      this->refuse(ErrorKind::shape, "cropping must be smaller than the input, and leaves nothing of axis " +
                                         std::to_string(axis + 1) + ". Received input " + to_string(x) +
                                         ", cropping=" + to_json(this->options_.cropping).dump() + ".");
    y.set(axis + 1, x[axis + 1] - begin - end);
  }
  return y;
}

template <int N>
ValueId CroppingBase<N>::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const Shape x = e.graph.shape(inputs[0]);
  return build::slice(e.graph, inputs[0], this->options_.cropping.begins(), output_shape({&x, 1}));
}

template struct CroppingOptions<1>;
template struct CroppingOptions<2>;
template struct CroppingOptions<3>;
template class Cropping<1>;
template class Cropping<2>;
template class Cropping<3>;
template class CroppingBase<1>;
template class CroppingBase<2>;
template class CroppingBase<3>;

}  // namespace fovea
