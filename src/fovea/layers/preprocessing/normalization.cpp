#include "fovea/layers/preprocessing/normalization.h"

#include <algorithm>
#include <cmath>

#include "fovea/base/moments.h"
#include "fovea/graph/build.h"

namespace fovea {

static constexpr double smallest_deviation = 1e-7;  // keras.backend.epsilon()

const Fields<NormalizationOptions>& NormalizationOptions::fields() {
  using O = NormalizationOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("axis", &O::axis).add("mean", &O::mean).add("variance", &O::variance).add("invert", &O::invert);
    return add_layer_fields(fields);
  }();
  return list;
}

Normalization::Normalization(const NormalizationOptions& options)
    : Layer(std::make_shared<NormalizationBase>(options)) {}

void Normalization::adapt(const Arrays& batches) const { static_cast<NormalizationBase&>(base()).adapt(batches); }

NormalizationBase::NormalizationBase(const NormalizationOptions& options) : LayerOf(options) {
  const Numbers &mean = options.mean, &variance = options.variance;
  const std::string received =
      " Received mean=" + to_json(mean).dump() + ", variance=" + to_json(variance).dump() + ".";
  if (mean.set() != variance.set() || !(mean.shape() == variance.shape()))
    refuse(ErrorKind::usage, "mean and variance must be given together, in one shape." + received);
  if (mean.shape().rank() > static_cast<int>(options.axis.count()))
    refuse(ErrorKind::usage, "mean must have at most as many dimensions as there are axes (" +
                                 std::to_string(options.axis.count()) + ")." + received);
  for (double v : variance.values())
    if (!(v >= 0)) refuse(ErrorKind::usage, "variance must be 0 or more." + received);
  options_.axis = options.axis.set() ? options.axis.as_list() : Axes(std::initializer_list<std::int64_t>{});
}

std::vector<int> NormalizationBase::kept_axes(const Shape& input) const {
  std::vector<int> axes = options_.axis.in(input.rank());
  if (axes.size() != options_.axis.count() || (!axes.empty() && axes[0] == 0))
    refuse(ErrorKind::usage,
           "axis must name axes of the input other than that of the samples, or be None. Received axis=" +
               to_json(options_.axis).dump() + ", input " + to_string(input) + ".");
  return axes;
}

Shape NormalizationBase::along(const Shape& input) const {
  Shape shape = input.tail(1);
  const std::vector<int> kept = kept_axes(input);
  for (int axis = 1; axis < input.rank(); ++axis)
    if (!std::binary_search(kept.begin(), kept.end(), axis)) shape.set(axis - 1, 1);
  return shape;
}

Shape NormalizationBase::kept_shape(const Shape& input) const {
  Shape shape;
  for (int axis : kept_axes(input)) shape.push_back(input[axis]);
  return shape;
}

Shape NormalizationBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs);
  const Shape kept = kept_shape(x), &given = options_.mean.shape();
  if (!kept.known())
    refuse(ErrorKind::shape, "the axes that are kept must be known. Received axis=" + to_json(options_.axis).dump() +
                                 ", input " + to_string(x) + ".");
  for (int i = 1; i <= given.rank(); ++i)
    if (given[-i] != 1 && given[-i] != kept[-i])
      refuse(ErrorKind::shape, "mean and variance must fit the input's axes " + to_json(options_.axis).dump() +
                                   ". Received shape " + to_string(given) + ", input " + to_string(x) + ".");
  if (built() && !weights().empty() && !(variable(0)->value.shape() == kept))
    refuse(ErrorKind::shape, "its mean was made of shape " + to_string(variable(0)->value.shape()) +
                                 ". Received input " + to_string(x) + ".");
  return x;
}

void NormalizationBase::build(std::span<const Shape> inputs) {
  if (options_.mean.set()) return;
  const Shape kept = kept_shape(inputs[0]);
  add_weight("mean", kept, "zeros", {}, {}, false);
  add_weight("variance", kept, "ones", {}, {}, false);
  add_weight("count", {}, "zeros", {}, {}, false);  // Keras keeps it for the sake of old files
}

void NormalizationBase::adapt(const Arrays& batches) {
  if (options_.mean.set()) refuse(ErrorKind::usage, "its mean and variance were given, so it cannot be adapted.");
  if (batches.empty() || batches[0].rows() == 0) refuse(ErrorKind::usage, "adapt() takes data. Received none.");
  Shape data = batches[0].shape();
  data.set(0, None);
  output_shape({&data, 1});
  ensure_built({&data, 1});
  Moments moments(data.tail(1), kept_axes(data));
  for (const Array& batch : batches) {
    if (!(batch.shape().tail(1) == data.tail(1)))
      refuse(ErrorKind::shape, "adapt() takes batches of one shape. Received " + to_string(batches[0].shape()) +
                                   " and " + to_string(batch.shape()) + ".");
    moments.add(batch);
  }
  variable(0)->assign(moments.mean());
  variable(1)->assign(moments.variance());
}

ValueId NormalizationBase::constant(const Emitter& e, const Numbers& numbers, const Shape& input,
                                    bool deviation) const {
  Array values = Array::of<double>(numbers.values(), numbers.shape());
  if (deviation)
    for (double& v : values.values<double>()) v = std::max(std::sqrt(v), smallest_deviation);
  const std::vector<int> kept = kept_axes(input);
  Shape place;
  for (int axis = 1; axis < input.rank(); ++axis) place.push_back(1);
  for (int i = 1; i <= numbers.shape().rank(); ++i)
    place.set(kept[kept.size() - static_cast<std::size_t>(i)] - 1, numbers.shape()[-i]);
  return e.graph.add_constant(values.reshaped(place).cast(e.dtype));
}

ValueId NormalizationBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  Graph& g = e.graph;
  const ValueId x = build::cast(g, inputs[0], e.dtype);
  const Shape shape = g.shape(x);
  ValueId mean = -1, deviation = -1;
  if (options_.mean.set()) {
    mean = constant(e, options_.mean, shape, false);
    deviation = constant(e, options_.variance, shape, true);
  } else {
    mean = build::reshape(g, weight(e, 0), along(shape));
    const ValueId root = build::unary(g, build::reshape(g, weight(e, 1), along(shape)), Unary::square_root);
    deviation = build::binary(g, Binary::maximum, root, g.add_scalar(smallest_deviation, e.dtype));
  }
  if (options_.invert) return build::add(g, build::multiply(g, x, deviation), mean);
  return build::binary(g, Binary::divide, build::binary(g, Binary::subtract, x, mean), deviation);
}

}  // namespace fovea
