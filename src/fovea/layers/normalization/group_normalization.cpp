#include "fovea/layers/normalization/group_normalization.h"

#include "fovea/graph/build.h"
#include "fovea/layers/normalization/standardize.h"

namespace fovea {

const Fields<GroupNormalizationOptions>& GroupNormalizationOptions::fields() {
  using O = GroupNormalizationOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("groups", &O::groups)
        .add("axis", &O::axis)
        .add("epsilon", &O::epsilon)
        .add("center", &O::center)
        .add("scale", &O::scale)
        .add("beta_initializer", &O::beta_initializer)
        .add("gamma_initializer", &O::gamma_initializer)
        .add("beta_regularizer", &O::beta_regularizer)
        .add("gamma_regularizer", &O::gamma_regularizer)
        .add("beta_constraint", &O::beta_constraint)
        .add("gamma_constraint", &O::gamma_constraint);
    return add_layer_fields(fields);
  }();
  return list;
}

GroupNormalization::GroupNormalization(const GroupNormalizationOptions& options)
    : Layer(std::make_shared<GroupNormalizationBase>(options)) {}

GroupNormalizationBase::GroupNormalizationBase(const GroupNormalizationOptions& options) : LayerOf(options) {
  if (options.groups < 1 && options.groups != -1)
    refuse(ErrorKind::usage, "groups must be 1 or more, or -1 for one group a channel. Received " +
                                 std::to_string(options.groups) + ".");
  if (!(options.epsilon >= 0))
    refuse(ErrorKind::usage, "epsilon must be 0 or more. Received " + Json(options.epsilon).dump() + ".");
}

int GroupNormalizationBase::axis_in(const Shape& input) const {
  const std::int64_t given = options_.axis, axis = given < 0 ? given + input.rank() : given;
  if (axis < 1 || axis >= input.rank())
    refuse(ErrorKind::usage, "axis must be one of the input's other than that of the samples. Received axis=" +
                                 std::to_string(given) + ", input " + to_string(input) + ".");
  return static_cast<int>(axis);
}

Shape GroupNormalizationBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs);
  const std::int64_t channels = x[axis_in(x)];
  if (channels == None)
    refuse(ErrorKind::shape, "the number of channels must be known. Received input " + to_string(x) + ".");
  const std::int64_t groups = groups_of(channels);
  if (groups > channels || channels % groups != 0)
    refuse(ErrorKind::shape, "the number of channels must be a multiple of groups. Received groups=" +
                                 std::to_string(groups) + ", input " + to_string(x) + ".");
  if (built() && !weights().empty() && variable(0)->value.shape()[0] != channels)
    refuse(ErrorKind::shape, "its weights were made for " + to_string(variable(0)->value.shape()) +
                                 " channels. Received input " + to_string(x) + ".");
  return x;
}

void GroupNormalizationBase::build(std::span<const Shape> inputs) {
  auto& o = options_;
  const Shape channels{inputs[0][axis_in(inputs[0])]};
  o.groups = groups_of(channels[0]);
  if (o.scale) add_weight("gamma", channels, o.gamma_initializer, o.gamma_regularizer, o.gamma_constraint);
  if (o.center) add_weight("beta", channels, o.beta_initializer, o.beta_regularizer, o.beta_constraint);
}

ValueId GroupNormalizationBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  Graph& g = e.graph;
  const Shape x = g.shape(inputs[0]);
  const int channel_axis = axis_in(x);
  const std::int64_t groups = groups_of(x[channel_axis]), each = x[channel_axis] / groups;
  Shape grouped, along;  // the channels' axis in two: groups, channels of a group
  std::vector<int> axes;
  for (int axis = 0; axis < x.rank(); ++axis) {
    const bool channels = axis == channel_axis;
    if (channels) grouped.push_back(groups);
    if (channels) along.push_back(groups);
    if (axis > 0) axes.push_back(grouped.rank());
    grouped.push_back(channels ? each : x[axis]);
    if (axis > 0) along.push_back(channels ? each : 1);
  }
  ValueId y = composed::standardize(g, build::reshape(g, inputs[0], grouped), axes, options_.epsilon);
  if (options_.scale) y = build::multiply(g, y, build::reshape(g, weight(e, 0), along));
  if (options_.center) y = build::add(g, y, build::reshape(g, weight(e, options_.scale ? 1 : 0), along));
  return build::reshape(g, y, x);
}

}  // namespace fovea
