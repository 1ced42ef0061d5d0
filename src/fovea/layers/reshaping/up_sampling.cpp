#include "fovea/layers/reshaping/up_sampling.h"

#include "fovea/base/text.h"
#include "fovea/graph/build.h"

namespace fovea {

template <int N>
const Fields<UpSamplingOptions<N>>& UpSamplingOptions<N>::fields() {
  using O = UpSamplingOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("size", &O::size);
    if (N > 1) fields.add("data_format", &O::data_format);
    if (N == 2) fields.add("interpolation", &O::interpolation);
    return add_layer_fields(fields);
  }();
  return list;
}

template <int N>
UpSampling<N>::UpSampling(const UpSamplingOptions<N>& options)
    : Layer(std::make_shared<UpSamplingBase<N>>(options)) {}

template <int N>
UpSamplingBase<N>::UpSamplingBase(const UpSamplingOptions<N>& options) : LayerOf<UpSamplingOptions<N>>(options) {
  for (int axis = 0; axis < N; ++axis)
    if (factor(axis) < 1)
      this->refuse(ErrorKind::usage, "size must be 1 or more. Received " + to_json(options.size).dump() + ".");
  this->require_channels_last(options.data_format);
  std::string& name = this->options_.interpolation;
  name = to_lower(name);
  interpolation_ = interpolation_named(name, this->who());
  if (N != 2 && interpolation_ != Interpolation::nearest)
    this->refuse(ErrorKind::usage, "interpolation is an argument of UpSampling2D alone. Received '" + name + "'.");
}

template <int N>
std::int64_t UpSamplingBase<N>::factor(int axis) const {
  if constexpr (N == 1)
    return axis == 0 ? this->options_.size : 1;
  else
    return this->options_.size[axis];
}

template <int N>
Shape UpSamplingBase<N>::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = this->only_input(inputs, N + 2);
  Shape y = x;
  for (int axis = 1; axis <= N; ++axis) {
    std::int64_t length = None;
    if (x[axis] != None && __builtin_mul_overflow(x[axis], factor(axis - 1), &length))
      this->refuse(ErrorKind::shape, "size makes axes longer than 64 bits can count. Received input " + to_string(x) +
                                         ", size=" + to_json(this->options_.size).dump() + ".");
    y.set(axis, length);
  }
  return y;
}

template <int N>
ValueId UpSamplingBase<N>::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  Graph& g = e.graph;
  const Shape x = g.shape(inputs[0]), y = output_shape({&x, 1});
  if (interpolation_ != Interpolation::nearest) {
    ValueId result = inputs[0];
    for (int axis = 1; axis <= N; ++axis)
      if (factor(axis - 1) > 1)
        result = build::resize(g, result, axis, sampling(interpolation_, x[axis], y[axis], false));
    return result;
  }
  // Behind each spatial axis one of length 1, along which its elements repeat.
  Shape once{x[0]}, repeated{x[0]};
  for (int axis = 1; axis <= N; ++axis) {
    once.push_back(x[axis]), once.push_back(1);
    repeated.push_back(x[axis]), repeated.push_back(factor(axis - 1));
  }
  once.push_back(x[-1]), repeated.push_back(x[-1]);
  return build::reshape(g, build::broadcast(g, build::reshape(g, inputs[0], once), repeated, true), y);
}

template struct UpSamplingOptions<1>;
template struct UpSamplingOptions<2>;
template struct UpSamplingOptions<3>;
template class UpSampling<1>;
template class UpSampling<2>;
template class UpSampling<3>;
template class UpSamplingBase<1>;
template class UpSamplingBase<2>;
template class UpSamplingBase<3>;

}  // namespace fovea
