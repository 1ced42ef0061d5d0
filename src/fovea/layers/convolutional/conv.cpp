#include "fovea/layers/convolutional/conv.h"

#include "fovea/graph/build.h"
#include "fovea/layers/window.h"

namespace fovea {

const Fields<Conv2DOptions>& Conv2DOptions::fields() {
  using O = Conv2DOptions;
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

Conv2D::Conv2D(const Conv2DOptions& options) : Layer(std::make_shared<Conv2DBase>(options)) {}

Conv2DBase::Conv2DBase(const Conv2DOptions& options) : LayerOf(options) {
  const auto& o = options_;
  const auto positive = [&](const char* key, const Size2& size) {
    if (!size.set() || size[0] < 1 || size[1] < 1)
      refuse(ErrorKind::usage,
             std::string(key) + " must be 1 or more on both axes. Received " + to_json(size).dump() + ".");
  };
  if (o.filters < 1)
    refuse(ErrorKind::usage, "filters must be 1 or more. Received " + std::to_string(o.filters) + ".");
  positive("kernel_size", o.kernel_size);
  positive("strides", o.strides);
  positive("dilation_rate", o.dilation_rate);
  if (o.groups < 1 || o.filters % o.groups != 0)
    refuse(ErrorKind::usage, "filters must be divisible by groups. Received filters=" + std::to_string(o.filters) +
                                 ", groups=" + std::to_string(o.groups) + ".");
  if (o.strides != Size2(1) && o.dilation_rate != Size2(1))
    refuse(ErrorKind::usage,
           "strides > 1 and dilation_rate > 1 exclude each other. Received strides=" + to_json(o.strides).dump() +
               ", dilation_rate=" + to_json(o.dilation_rate).dump() + ".");
  require_channels_last(o.data_format);
}

Shape Conv2DBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs, 4);
  if (x[-1] == None)
    refuse(ErrorKind::shape, "the number of channels must be known. Received input " + to_string(x) + ".");
  if (x[-1] % options_.groups != 0)
    refuse(ErrorKind::shape, "input channels must be divisible by groups=" + std::to_string(options_.groups) +
                                 ". Received input " + to_string(x) + ".");
  if (built() && variable(0)->value.shape()[2] * options_.groups != x[-1])
    refuse(ErrorKind::shape, "its kernel was made for " +
                                 std::to_string(variable(0)->value.shape()[2] * options_.groups) +
                                 " channels. Received input " + to_string(x) + ".");
  const Window window = make_window(options_.kernel_size, options_.strides, options_.dilation_rate);
  const Shape y = slide(window, options_.padding.same(), x, options_.filters, who(), "kernel");
  return options_.activation.output_shape(y, who());
}

void Conv2DBase::build(std::span<const Shape> inputs) {
  const auto& o = options_;
  add_weight("kernel", {o.kernel_size[0], o.kernel_size[1], inputs[0][-1] / o.groups, o.filters},
             o.kernel_initializer, o.kernel_regularizer, o.kernel_constraint);
  if (o.use_bias) add_weight("bias", {o.filters}, o.bias_initializer, o.bias_regularizer, o.bias_constraint);
}

ValueId Conv2DBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  Window window = make_window(options_.kernel_size, options_.strides, options_.dilation_rate);
  if (options_.padding.same()) pad_same(window, e.graph.shape(inputs[0]));
  const auto bias = options_.use_bias ? std::optional(weight(e, 1)) : std::nullopt;
  const ValueId y = build::convolution(e.graph, inputs[0], weight(e, 0), bias, window, options_.groups);
  return options_.activation.emit(e.graph, y);
}

}  // namespace fovea
