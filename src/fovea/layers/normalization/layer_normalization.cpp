#include "fovea/layers/normalization/layer_normalization.h"

#include <algorithm>

#include "fovea/graph/build.h"
#include "fovea/layers/normalization/standardize.h"

namespace fovea {

const Fields<LayerNormalizationOptions>& LayerNormalizationOptions::fields() {
  using O = LayerNormalizationOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("axis", &O::axis)
        .add("epsilon", &O::epsilon)
        .add("center", &O::center)
        .add("scale", &O::scale)
        .add("beta_initializer", &O::beta_initializer)
        .add("gamma_initializer", &O::gamma_initializer)
        .add("beta_regularizer", &O::beta_regularizer)
        .add("gamma_regularizer", &O::gamma_regularizer)
        .add("beta_constraint", &O::beta_constraint)
        .add("gamma_constraint", &O::gamma_constraint)
        .add("rms_scaling", &O::rms_scaling);
    return add_layer_fields(fields);
  }();
  return list;
}

LayerNormalization::LayerNormalization(const LayerNormalizationOptions& options)
    : Layer(std::make_shared<LayerNormalizationBase>(options)) {}

LayerNormalizationBase::LayerNormalizationBase(const LayerNormalizationOptions& options) : LayerOf(options) {
  if (!(options.epsilon >= 0))
    refuse(ErrorKind::usage, "epsilon must be 0 or more. Received " + Json(options.epsilon).dump() + ".");
}

Shape LayerNormalizationBase::weight_shape(const Shape& input) const {
  // Keras sorts the axes as they are written, negative ones before the others.
  std::vector<std::int64_t> axes = options_.axis.values();
  std::sort(axes.begin(), axes.end());
  Shape shape;
  for (auto axis : axes) shape.push_back(input[static_cast<int>(axis)]);
  return shape;
}

Shape LayerNormalizationBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs);
  composed::normalized_axes(options_.axis, x, who());
  const Shape lengths = weight_shape(x);
  if (!lengths.known())
    refuse(ErrorKind::shape, "the axes that are normalized must be known. Received axis=" +
                                 to_json(options_.axis).dump() + ", input " + to_string(x) + ".");
  if (built() && !weights().empty() && !(variable(0)->value.shape() == lengths))
    refuse(ErrorKind::shape, "its weights were made of shape " + to_string(variable(0)->value.shape()) +
                                 ". Received input " + to_string(x) + ".");
  return x;
}

void LayerNormalizationBase::build(std::span<const Shape> inputs) {
  auto& o = options_;
  o.axis = o.axis.as_list();
  const Shape shape = weight_shape(inputs[0]);
  if (scales()) add_weight("gamma", shape, o.gamma_initializer, o.gamma_regularizer, o.gamma_constraint);
  if (centers()) add_weight("beta", shape, o.beta_initializer, o.beta_regularizer, o.beta_constraint);
}

ValueId LayerNormalizationBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  Graph& g = e.graph;
  const Shape x = g.shape(inputs[0]);
  const std::vector<int> axes = options_.axis.in(x.rank());
  ValueId y = options_.rms_scaling ? composed::divide_by_deviation(g, inputs[0], axes, options_.epsilon)
                                   : composed::standardize(g, inputs[0], axes, options_.epsilon);
  Shape along = x.tail(1);  // the weights' place among the axes of a sample
  for (int axis = 1; axis < x.rank(); ++axis)
    if (!std::binary_search(axes.begin(), axes.end(), axis)) along.set(axis - 1, 1);
  if (scales()) y = build::multiply(g, y, build::reshape(g, weight(e, 0), along));
  if (centers()) y = build::add(g, y, build::reshape(g, weight(e, scales() ? 1 : 0), along));
  return y;
}

}  // namespace fovea
