#include "fovea/layers/normalization/batch_normalization.h"

#include "fovea/graph/build.h"

namespace fovea {

const Fields<BatchNormalizationOptions>& BatchNormalizationOptions::fields() {
  using O = BatchNormalizationOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("axis", &O::axis)
        .add("momentum", &O::momentum)
        .add("epsilon", &O::epsilon)
        .add("center", &O::center)
        .add("scale", &O::scale)
        .add("beta_initializer", &O::beta_initializer, {"beta_init"})
        .add("gamma_initializer", &O::gamma_initializer, {"gamma_init"})
        .add("moving_mean_initializer", &O::moving_mean_initializer)
        .add("moving_variance_initializer", &O::moving_variance_initializer)
        .add("beta_regularizer", &O::beta_regularizer)
        .add("gamma_regularizer", &O::gamma_regularizer)
        .add("beta_constraint", &O::beta_constraint)
        .add("gamma_constraint", &O::gamma_constraint)
        .add("renorm", &O::renorm)
        .add("renorm_clipping", &O::renorm_clipping)
        .add("renorm_momentum", &O::renorm_momentum)
        .add("synchronized", &O::synchronized);
    return add_layer_fields(fields);
  }();
  return list;
}

BatchNormalization::BatchNormalization(const BatchNormalizationOptions& options)
    : Layer(std::make_shared<BatchNormalizationBase>(options)) {}

BatchNormalizationBase::BatchNormalizationBase(const BatchNormalizationOptions& options) : LayerOf(options) {
  if (options.renorm) refuse(ErrorKind::unsupported, "renorm=True is not available. Leave it False.");
  options_.axis = options.axis.as_number();  // Keras 2 gives a list, which Keras 3 does not take
}

Shape BatchNormalizationBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs);
  const std::vector<int> axis = options_.axis.in(x.rank());
  if (axis.size() != 1 || axis[0] == 0)
    refuse(ErrorKind::usage, "axis must be one axis of the input other than that of the samples. Received axis=" +
                                 to_json(options_.axis).dump() + ", input " + to_string(x) + ".");
  if (x[axis[0]] == None)
    refuse(ErrorKind::shape, "the number of channels (axis " + std::to_string(axis[0]) +
                                 ") must be known. Received input " + to_string(x) + ".");
  if (built() && weights().back().variable->value.shape()[0] != x[axis[0]])
    refuse(ErrorKind::shape, "its weights were made for " + to_string(weights().back().variable->value.shape()) +
                                 " channels. Received input " + to_string(x) + ".");
  return x;
}

void BatchNormalizationBase::build(std::span<const Shape> inputs) {
  const auto& o = options_;
  const Shape channels{inputs[0][o.axis.in(inputs[0].rank())[0]]};
  if (o.scale) add_weight("gamma", channels, o.gamma_initializer, o.gamma_regularizer, o.gamma_constraint);
  if (o.center) add_weight("beta", channels, o.beta_initializer, o.beta_regularizer, o.beta_constraint);
  add_weight("moving_mean", channels, o.moving_mean_initializer, {}, {}, false);
  add_weight("moving_variance", channels, o.moving_variance_initializer, {}, {}, false);
}

ValueId BatchNormalizationBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const int rank = e.graph.shape(inputs[0]).rank(), axis = options_.axis.in(rank)[0];
  if (axis == rank - 1) return normalize(e, inputs[0]);
  std::vector<int> channels_last, back(static_cast<std::size_t>(rank));
  for (int i = 0; i < rank; ++i)
    if (i != axis) channels_last.push_back(i);
  channels_last.push_back(axis);
  for (int i = 0; i < rank; ++i) back[static_cast<std::size_t>(channels_last[static_cast<std::size_t>(i)])] = i;
  return build::transpose(e.graph, normalize(e, build::transpose(e.graph, inputs[0], channels_last)), back);
}

ValueId BatchNormalizationBase::normalize(const Emitter& e, ValueId x) const {
  Graph& g = e.graph;
  const auto& o = options_;
  const auto constant = [&](double value) {
    Array array(Shape{g.shape(x)[-1]}, DType::f64);
    for (double& element : array.values<double>()) element = value;
    return g.add_constant(array.cast(e.dtype));
  };
  const ValueId gamma = o.scale ? weight(e, 0) : constant(1);
  const ValueId beta = o.center ? weight(e, o.scale ? 1 : 0) : constant(0);
  const VariablePtr& moving_mean = variable(weights().size() - 2);
  const VariablePtr& moving_variance = variable(weights().size() - 1);
  // g.read gives an earlier call's new value, so that a layer called twice updates twice.
  build::Statistics statistics{g.read(moving_mean), g.read(moving_variance)};
  if (e.training && trainable()) {
    const build::Statistics moving = statistics;
    statistics = build::moments(g, x, -1);
    g.assign(moving_mean, build::moving_average(g, moving.mean, statistics.mean, o.momentum));
    g.assign(moving_variance, build::moving_average(g, moving.variance, statistics.variance, o.momentum));
  }
  return build::normalize(g, x, statistics, gamma, beta, -1, o.epsilon);
}

}  // namespace fovea
