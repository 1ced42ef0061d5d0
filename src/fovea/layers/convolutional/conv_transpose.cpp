#include "fovea/layers/convolutional/conv_transpose.h"

#include <algorithm>

#include "fovea/graph/build.h"
#include "fovea/layers/window.h"

namespace fovea {

template <int N>
const Fields<ConvTransposeOptions<N>>& ConvTransposeOptions<N>::fields() {
  using O = ConvTransposeOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("filters", &O::filters, {"nb_filter"})
        .by_position()
        .add("kernel_size", &O::kernel_size)
        .by_position()
        .add("strides", &O::strides, {"subsample"})
        .add("padding", &O::padding, {"border_mode"})
        .add("output_padding", &O::output_padding)
        .add("data_format", &O::data_format)
        .add("dilation_rate", &O::dilation_rate)
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
ConvTranspose<N>::ConvTranspose(const ConvTransposeOptions<N>& options)
    : Layer(std::make_shared<ConvTransposeBase<N>>(options)) {}

template <int N>
ConvTransposeBase<N>::ConvTransposeBase(const ConvTransposeOptions<N>& options)
    : LayerOf<ConvTransposeOptions<N>>(options) {
  require_positive(this->who(), "filters", Size<1>(options.filters));
  require_positive(this->who(), "kernel_size", options.kernel_size);
  require_positive(this->who(), "strides", options.strides);
  require_positive(this->who(), "dilation_rate", options.dilation_rate);
  const auto& padding = options.output_padding;
  for (int axis = 0; axis < N; ++axis)
    if (padding.set() && (padding[axis] < 0 || padding[axis] >= options.strides[axis]))
      this->refuse(ErrorKind::usage,
                   "output_padding must be 0 or more and less than strides on every axis. Received "
                   "output_padding=" +
                       to_json(padding).dump() + ", strides=" + to_json(options.strides).dump() + ".");
  require_strides_or_dilation(this->who(), options.strides, options.dilation_rate);
  this->require_channels_last(options.data_format);
}

template <int N>
std::string_view ConvTransposeBase<N>::class_name() const {
  return std::array{"Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"}[N - 1];
}

template <int N>
Shape ConvTransposeBase<N>::transposed(const Shape& x) const {
  const auto& o = this->options_;
  Shape y{x[0]};
  for (int axis = 0; axis < N; ++axis) {
    const std::int64_t length = x[axis + 1], stride = o.strides[axis];
    const std::int64_t span = (o.kernel_size[axis] - 1) * o.dilation_rate[axis] + 1;
    std::int64_t last = std::max(span, stride);  // what the last input pixel adds
    if (o.padding == Padding::same) last = stride;
    if (o.output_padding.set()) last = (o.padding == Padding::same ? span % 2 : span) + o.output_padding[axis];
    y.push_back(length == None ? None : (length - 1) * stride + last);
  }
  y.push_back(o.filters);
  return y;
}

template <int N>
Shape ConvTransposeBase<N>::output_shape(std::span<const Shape> inputs) const {
  const auto& o = this->options_;
  const Shape& x = this->only_input(inputs, N + 2);
  known_channels(this->who(), x, this->built() ? this->variable(0)->value.shape()[-1] : 0);
  const Shape y = transposed(x);
  for (int axis = 1; axis <= N; ++axis)
    if (y[axis] == 0)
      this->refuse(ErrorKind::shape, "its output would have no pixels: " + to_string(y) + " from input " +
                                         to_string(x) +
                                         ", padding='same', output_padding=" + to_json(o.output_padding).dump() +
                                         ".\nUse a larger output_padding, or none.");
  return o.activation.output_shape(y, this->who());
}

template <int N>
void ConvTransposeBase<N>::build(std::span<const Shape> inputs) {
  const auto& o = this->options_;
  Shape kernel = shape_of(o.kernel_size);
  kernel.push_back(o.filters);
  kernel.push_back(inputs[0][-1]);
  this->add_weight("kernel", kernel, o.kernel_initializer, o.kernel_regularizer, o.kernel_constraint);
  if (o.use_bias) this->add_weight("bias", {o.filters}, o.bias_initializer, o.bias_regularizer, o.bias_constraint);
}

template <int N>
ValueId ConvTransposeBase<N>::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const auto& o = this->options_;
  const Shape x = e.graph.shape(inputs[0]), y = transposed(x);
  Window window = make_window(o.kernel_size, o.strides, o.dilation_rate);
  // The window that slides over y and gives x: what the windows cover beyond y is padding, the odd pixel at the end.
  for (std::size_t i = 3 - N; i < 3; ++i) {
    const int axis = static_cast<int>(i) - 2 + N;
    const std::int64_t covered = (x[axis] - 1) * window.stride[i] + (window.kernel[i] - 1) * window.dilation[i] + 1;
    const std::int64_t pad = std::max<std::int64_t>(0, covered - y[axis]);
    window.pad_begin[i] = pad / 2;
    window.pad_end[i] = pad - pad / 2;
  }
  ValueId result = build::convolution_transpose(e.graph, inputs[0], this->weight(e, 0), window, y);
  if (o.use_bias) result = build::add(e.graph, result, this->weight(e, 1));
  return o.activation.emit(e.graph, result);
}

template struct ConvTransposeOptions<1>;
template struct ConvTransposeOptions<2>;
template struct ConvTransposeOptions<3>;
template class ConvTranspose<1>;
template class ConvTranspose<2>;
template class ConvTranspose<3>;
template class ConvTransposeBase<1>;
template class ConvTransposeBase<2>;
template class ConvTransposeBase<3>;

}  // namespace fovea
