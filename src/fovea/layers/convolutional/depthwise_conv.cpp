#include "fovea/layers/convolutional/depthwise_conv.h"

#include "fovea/graph/build.h"
#include "fovea/layers/window.h"

namespace fovea {

template <int N>
const Fields<DepthwiseConvOptions<N>>& DepthwiseConvOptions<N>::fields() {
  using O = DepthwiseConvOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("kernel_size", &O::kernel_size)
        .by_position()
        .add("strides", &O::strides, {"subsample"})
        .add("padding", &O::padding, {"border_mode"})
        .add("depth_multiplier", &O::depth_multiplier)
        .add("data_format", &O::data_format)
        .add("dilation_rate", &O::dilation_rate)
        .add("activation", &O::activation)
        .add("use_bias", &O::use_bias, {"bias"})
        .add("depthwise_initializer", &O::depthwise_initializer)
        .add("bias_initializer", &O::bias_initializer)
        .add("depthwise_regularizer", &O::depthwise_regularizer)
        .add("bias_regularizer", &O::bias_regularizer)
        .add("activity_regularizer", &O::activity_regularizer)
        .add("depthwise_constraint", &O::depthwise_constraint)
        .add("bias_constraint", &O::bias_constraint);
    return add_layer_fields(fields);
  }();
  return list;
}

template <int N>
DepthwiseConv<N>::DepthwiseConv(const DepthwiseConvOptions<N>& options)
    : Layer(std::make_shared<DepthwiseConvBase<N>>(options)) {}

template <int N>
DepthwiseConvBase<N>::DepthwiseConvBase(const DepthwiseConvOptions<N>& options)
    : LayerOf<DepthwiseConvOptions<N>>(options) {
  require_positive(this->who(), "kernel_size", options.kernel_size);
  require_positive(this->who(), "strides", options.strides);
  require_positive(this->who(), "depth_multiplier", Size<1>(options.depth_multiplier));
  require_positive(this->who(), "dilation_rate", options.dilation_rate);
  this->require_channels_last(options.data_format);
}

template <int N>
Shape DepthwiseConvBase<N>::output_shape(std::span<const Shape> inputs) const {
  const auto& o = this->options_;
  const Shape& x = this->only_input(inputs, N + 2);
  const std::int64_t channels =
      known_channels(this->who(), x, this->built() ? this->variable(0)->value.shape()[-2] : 0);
  const Window window = make_window(o.kernel_size, o.strides, o.dilation_rate);
  const Shape y = slide(window, o.padding, x, channels * o.depth_multiplier, this->who(), "kernel");
  return o.activation.output_shape(y, this->who());
}

template <int N>
void DepthwiseConvBase<N>::build(std::span<const Shape> inputs) {
  const auto& o = this->options_;
  const std::int64_t channels = inputs[0][-1];
  Shape kernel = shape_of(o.kernel_size);
  kernel.push_back(channels);
  kernel.push_back(o.depth_multiplier);
  this->add_weight("kernel", kernel, o.depthwise_initializer, o.depthwise_regularizer, o.depthwise_constraint);
  if (o.use_bias)
    this->add_weight("bias", {channels * o.depth_multiplier}, o.bias_initializer, o.bias_regularizer,
                     o.bias_constraint);
}

template <int N>
ValueId DepthwiseConvBase<N>::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const auto& o = this->options_;
  Window window = make_window(o.kernel_size, o.strides, o.dilation_rate);
  pad(window, o.padding, e.graph.shape(inputs[0]));
  const auto bias = o.use_bias ? std::optional(this->weight(e, 1)) : std::nullopt;
  return o.activation.emit(e.graph, emit_depthwise(e.graph, inputs[0], this->weight(e, 0), bias, window));
}

ValueId emit_depthwise(Graph& graph, ValueId x, ValueId kernel, std::optional<ValueId> bias, const Window& window) {
  Shape grouped = graph.shape(kernel);
  const std::int64_t channels = grouped[-2];
  grouped.set(-1, channels * grouped[-1]);
  grouped.set(-2, 1);
  return build::convolution(graph, x, build::reshape(graph, kernel, grouped), bias, window, channels);
}

template struct DepthwiseConvOptions<1>;
template struct DepthwiseConvOptions<2>;
template class DepthwiseConv<1>;
template class DepthwiseConv<2>;
template class DepthwiseConvBase<1>;
template class DepthwiseConvBase<2>;

}  // namespace fovea
