#include "fovea/layers/convolutional/separable_conv.h"

#include "fovea/graph/build.h"
#include "fovea/layers/convolutional/depthwise_conv.h"
#include "fovea/layers/window.h"

namespace fovea {

template <int N>
const Fields<SeparableConvOptions<N>>& SeparableConvOptions<N>::fields() {
  using O = SeparableConvOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("filters", &O::filters, {"nb_filter"})
        .by_position()
        .add("kernel_size", &O::kernel_size)
        .by_position()
        .add("strides", &O::strides, {"subsample"})
        .add("padding", &O::padding, {"border_mode"})
        .add("data_format", &O::data_format)
        .add("dilation_rate", &O::dilation_rate)
        .add("depth_multiplier", &O::depth_multiplier)
        .add("activation", &O::activation)
        .add("use_bias", &O::use_bias, {"bias"})
        .add("depthwise_initializer", &O::depthwise_initializer)
        .add("pointwise_initializer", &O::pointwise_initializer)
        .add("bias_initializer", &O::bias_initializer)
        .add("depthwise_regularizer", &O::depthwise_regularizer)
        .add("pointwise_regularizer", &O::pointwise_regularizer)
        .add("bias_regularizer", &O::bias_regularizer, {"b_regularizer"})
        .add("activity_regularizer", &O::activity_regularizer)
        .add("depthwise_constraint", &O::depthwise_constraint)
        .add("pointwise_constraint", &O::pointwise_constraint)
        .add("bias_constraint", &O::bias_constraint, {"b_constraint"});
    return add_layer_fields(fields);
  }();
  return list;
}

template <int N>
SeparableConv<N>::SeparableConv(const SeparableConvOptions<N>& options)
    : Layer(std::make_shared<SeparableConvBase<N>>(options)) {}

template <int N>
SeparableConvBase<N>::SeparableConvBase(const SeparableConvOptions<N>& options)
    : LayerOf<SeparableConvOptions<N>>(options) {
  require_positive(this->who(), "filters", Size<1>(options.filters));
  require_positive(this->who(), "kernel_size", options.kernel_size);
  require_positive(this->who(), "strides", options.strides);
  require_positive(this->who(), "dilation_rate", options.dilation_rate);
  require_positive(this->who(), "depth_multiplier", Size<1>(options.depth_multiplier));
  this->require_channels_last(options.data_format);
}

template <int N>
Shape SeparableConvBase<N>::output_shape(std::span<const Shape> inputs) const {
  const auto& o = this->options_;
  const Shape& x = this->only_input(inputs, N + 2);
  known_channels(this->who(), x, this->built() ? this->variable(0)->value.shape()[-2] : 0);
  const Window window = make_window(o.kernel_size, o.strides, o.dilation_rate);
  return o.activation.output_shape(slide(window, o.padding, x, o.filters, this->who(), "kernel"), this->who());
}

template <int N>
void SeparableConvBase<N>::build(std::span<const Shape> inputs) {
  const auto& o = this->options_;
  const std::int64_t channels = inputs[0][-1];
  Shape depthwise = shape_of(o.kernel_size), pointwise = shape_of(Size<N>(1));
  depthwise.push_back(channels);
  depthwise.push_back(o.depth_multiplier);
  pointwise.push_back(channels * o.depth_multiplier);
  pointwise.push_back(o.filters);
  this->add_weight("depthwise_kernel", depthwise, o.depthwise_initializer, o.depthwise_regularizer,
                   o.depthwise_constraint);
  this->add_weight("pointwise_kernel", pointwise, o.pointwise_initializer, o.pointwise_regularizer,
                   o.pointwise_constraint);
  if (o.use_bias) this->add_weight("bias", {o.filters}, o.bias_initializer, o.bias_regularizer, o.bias_constraint);
}

template <int N>
ValueId SeparableConvBase<N>::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const auto& o = this->options_;
  Window window = make_window(o.kernel_size, o.strides, o.dilation_rate);
  pad(window, o.padding, e.graph.shape(inputs[0]));
  const ValueId mixed = emit_depthwise(e.graph, inputs[0], this->weight(e, 0), std::nullopt, window);
  const auto bias = o.use_bias ? std::optional(this->weight(e, 2)) : std::nullopt;
  return o.activation.emit(e.graph, build::convolution(e.graph, mixed, this->weight(e, 1), bias, Window(), 1));
}

template struct SeparableConvOptions<1>;
template struct SeparableConvOptions<2>;
template class SeparableConv<1>;
template class SeparableConv<2>;
template class SeparableConvBase<1>;
template class SeparableConvBase<2>;

}  // namespace fovea
