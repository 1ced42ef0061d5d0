#include "fovea/layers/core/dense.h"

#include "fovea/graph/build.h"

namespace fovea {

const Fields<DenseOptions>& DenseOptions::fields() {
  using O = DenseOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("units", &O::units, {"output_dim"})
        .by_position()
        .add("activation", &O::activation)
        .add("use_bias", &O::use_bias, {"bias"})
        .add("kernel_initializer", &O::kernel_initializer, {"init"})
        .add("bias_initializer", &O::bias_initializer)
        .add("kernel_regularizer", &O::kernel_regularizer, {"W_regularizer"})
        .add("bias_regularizer", &O::bias_regularizer, {"b_regularizer"})
        .add("activity_regularizer", &O::activity_regularizer)
        .when_set()
        .add("kernel_constraint", &O::kernel_constraint, {"W_constraint"})
        .add("bias_constraint", &O::bias_constraint, {"b_constraint"})
        .add("lora_rank", &O::lora_rank)
        .when_set()
        .add("lora_alpha", &O::lora_alpha)
        .when_set()
        .add("quantization_config", &O::quantization_config);
    return add_layer_fields(fields);
  }();
  return list;
}

Dense::Dense(const DenseOptions& options) : Layer(std::make_shared<DenseBase>(options)) {}

DenseBase::DenseBase(const DenseOptions& options) : LayerOf(options) {
  if (options.units < 1)
    refuse(ErrorKind::usage, "units must be 1 or more. Received " + std::to_string(options.units) + ".");
  if (options.lora_rank) refuse(ErrorKind::unsupported, "lora_rank is not available. Leave it None.");
  if (!options.quantization_config.is_null())
    refuse(ErrorKind::unsupported, "quantization_config is not available. Leave it None.");
}

Shape DenseBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs);
  if (x.rank() < 2)
    refuse(ErrorKind::shape,
           "takes inputs of rank 2 or more, the samples' axis included. Received input " + to_string(x) + ".");
  if (x[-1] == None) refuse(ErrorKind::shape, "the last axis must be known. Received input " + to_string(x) + ".");
  if (built() && variable(0)->value.shape()[0] != x[-1])
    refuse(ErrorKind::shape, "its kernel was made for " + std::to_string(variable(0)->value.shape()[0]) +
                                 " inputs. Received input " + to_string(x) + ".");
  Shape y = x;
  y.set(-1, options_.units);
  return options_.activation.output_shape(y, who());
}

void DenseBase::build(std::span<const Shape> inputs) {
  const auto& o = options_;
  add_weight("kernel", {inputs[0][-1], o.units}, o.kernel_initializer, o.kernel_regularizer, o.kernel_constraint);
  if (o.use_bias) add_weight("bias", {o.units}, o.bias_initializer, o.bias_regularizer, o.bias_constraint);
}

ValueId DenseBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const auto bias = options_.use_bias ? std::optional(weight(e, 1)) : std::nullopt;
  return options_.activation.emit(e.graph, build::dense(e.graph, inputs[0], weight(e, 0), bias));
}

}  // namespace fovea
