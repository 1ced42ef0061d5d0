#include "fovea/layers/regularization/spatial_dropout.h"

#include "fovea/layers/regularization/random_draws.h"

namespace fovea {

template <int N>
const Fields<SpatialDropoutOptions<N>>& SpatialDropoutOptions<N>::fields() {
  using O = SpatialDropoutOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("rate", &O::rate, {"p"}).by_position();
    if (N > 1) fields.add("data_format", &O::data_format);
    fields.add("seed", &O::seed);
    // Keras takes no `trainable` here.
    return fields.add("name", &O::name).add("trainable", &O::trainable).not_in_config().add("dtype", &O::dtype);
  }();
  return list;
}

template <int N>
SpatialDropout<N>::SpatialDropout(const SpatialDropoutOptions<N>& options)
    : Layer(std::make_shared<SpatialDropoutBase<N>>(options)) {}

template <int N>
SpatialDropoutBase<N>::SpatialDropoutBase(const SpatialDropoutOptions<N>& options)
    : LayerOf<SpatialDropoutOptions<N>>(options) {
  check_rate(options.rate, this->who());
  this->require_channels_last(options.data_format);
}

template <int N>
Json SpatialDropoutBase<N>::config() const {
  Json config = LayerOf<SpatialDropoutOptions<N>>::config();
  config["dtype"] = this->dtype();  // Keras writes the name alone here
  return config;
}

template <int N>
ValueId SpatialDropoutBase<N>::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const auto& o = this->options_;
  if (!e.training || o.rate == 0) return inputs[0];
  Shape channels;
  for (int axis = 0; axis < N; ++axis) channels.push_back(1);
  channels.push_back(e.graph.shape(inputs[0])[-1]);
  return drop(e, inputs[0], o.rate, o.seed, channels);
}

template struct SpatialDropoutOptions<1>;
template struct SpatialDropoutOptions<2>;
template struct SpatialDropoutOptions<3>;
template class SpatialDropout<1>;
template class SpatialDropout<2>;
template class SpatialDropout<3>;
template class SpatialDropoutBase<1>;
template class SpatialDropoutBase<2>;
template class SpatialDropoutBase<3>;

}  // namespace fovea
