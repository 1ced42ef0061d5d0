#include "fovea/layers/convolutional/conv.h"

#include "fovea/graph/build.h"
#include "fovea/layers/window.h"

namespace fovea {

template <int N>
const Fields<ConvOptions<N>>& ConvOptions<N>::fields() {
  using O = ConvOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("filters", &O::filters, {"nb_filter"})
        .by_position()
        .add("kernel_size", &O::kernel_size, {"filter_length"})
        .by_position()
        .add("strides", &O::strides, {"subsample", "subsample_length"})
        .add("padding", &O::padding, {"border_mode"})
        .add("data_format", &O::data_format)
        .add("dilation_rate", &O::dilation_rate)
        .add("groups", &O::groups)
        .add("activation", &O::activation)
        .add("use_bias", &O::use_bias, {"bias"})
        .add("kernel_initializer", &O::kernel_initializer, {"init"})
        .add("bias_initializer", &O::bias_initializer)
        .add("kernel_regularizer", &O::kernel_regularizer, {"W_regularizer"})
        .add("bias_regularizer", &O::bias_regularizer, {"b_regularizer"})
        .add("activity_regularizer", &O::activity_regularizer)
        .add("kernel_constraint", &O::kernel_constraint, {"W_constraint"})
        .add("bias_constraint", &O::bias_constraint, {"b_constraint"});
    return add_layer_fields(fields);
  }();
  return list;
}

template <int N>
Conv<N>::Conv(const ConvOptions<N>& options) : Layer(std::make_shared<ConvBase<N>>(options)) {}

template <int N>
ConvBase<N>::ConvBase(const ConvOptions<N>& options) : LayerOf<ConvOptions<N>>(options) {
  require_positive(this->who(), "filters", Size<1>(options.filters));
  require_positive(this->who(), "kernel_size", options.kernel_size);
  require_positive(this->who(), "strides", options.strides);
  require_positive(this->who(), "dilation_rate", options.dilation_rate);
  if (options.groups < 1 || options.filters % options.groups != 0)
    this->refuse(ErrorKind::usage,
                 "filters must be divisible by groups. Received filters=" + std::to_string(options.filters) +
                     ", groups=" + std::to_string(options.groups) + ".");
  require_strides_or_dilation(this->who(), options.strides, options.dilation_rate);
  this->require_channels_last(options.data_format);
}

template <int N>
std::string_view ConvBase<N>::class_name() const {
  return std::array{"Conv1D", "Conv2D", "Conv3D"}[N - 1];
}

template <int N>
Shape ConvBase<N>::output_shape(std::span<const Shape> inputs) const {
  const auto& o = this->options_;
  const Shape& x = this->only_input(inputs, N + 2);
  const std::int64_t made_for = this->built() ? this->variable(0)->value.shape()[-2] * o.groups : 0;
  if (known_channels(this->who(), x, made_for) % o.groups != 0)
    this->refuse(ErrorKind::shape, "input channels must be divisible by groups=" + std::to_string(o.groups) +
                                       ". Received input " + to_string(x) + ".");
  const Window window = make_window(o.kernel_size, o.strides, o.dilation_rate);
  return o.activation.output_shape(slide(window, o.padding, x, o.filters, this->who(), "kernel"), this->who());
}

template <int N>
void ConvBase<N>::build(std::span<const Shape> inputs) {
  const auto& o = this->options_;
  Shape kernel = shape_of(o.kernel_size);
  kernel.push_back(inputs[0][-1] / o.groups);
  kernel.push_back(o.filters);
  this->add_weight("kernel", kernel, o.kernel_initializer, o.kernel_regularizer, o.kernel_constraint);
  if (o.use_bias) this->add_weight("bias", {o.filters}, o.bias_initializer, o.bias_regularizer, o.bias_constraint);
}

template <int N>
ValueId ConvBase<N>::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const auto& o = this->options_;
  Window window = make_window(o.kernel_size, o.strides, o.dilation_rate);
  pad(window, o.padding, e.graph.shape(inputs[0]));
  const auto bias = o.use_bias ? std::optional(this->weight(e, 1)) : std::nullopt;
  const ValueId y = build::convolution(e.graph, inputs[0], this->weight(e, 0), bias, window, o.groups);
  return o.activation.emit(e.graph, y);
}

template struct ConvOptions<1>;
template struct ConvOptions<2>;
template struct ConvOptions<3>;
template class Conv<1>;
template class Conv<2>;
template class Conv<3>;
template class ConvBase<1>;
template class ConvBase<2>;
template class ConvBase<3>;

}  // namespace fovea
