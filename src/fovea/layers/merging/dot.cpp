#include "fovea/layers/merging/dot.h"

#include <algorithm>

#include "fovea/graph/build.h"
#include "fovea/layers/normalization/standardize.h"

namespace fovea {

const Fields<DotOptions>& DotOptions::fields() {
  using O = DotOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("axes", &O::axes).by_position().add("normalize", &O::normalize);
    return add_layer_fields(fields);
  }();
  return list;
}

Dot::Dot(const DotOptions& options) : Layer(std::make_shared<DotBase>(options)) {}

DotBase::DotBase(const DotOptions& options) : LayerOf(options) {
  if (options.axes.count() != 1 && options.axes.count() != 2)
    refuse(ErrorKind::usage, "axes must be one axis or two. Received " + to_json(options.axes).dump() + ".");
  if (options.axes.count() == 1 && to_json(options.axes).is_list())
    refuse(ErrorKind::usage, "a list of axes must have two. Received " + to_json(options.axes).dump() + ".");
}

int DotBase::axis_of(std::size_t i, const Shape& input) const {
  const auto& axes = options_.axes.values();
  const std::int64_t given = axes.size() == 1 ? axes[0] : axes[i], axis = given < 0 ? given + input.rank() : given;
  if (axis < 1 || axis >= input.rank())
    refuse(ErrorKind::usage, "axes must name axes of the inputs other than that of the samples. Received axes=" +
                                 to_json(options_.axes).dump() + ", input " + to_string(input) + ".");
  return static_cast<int>(axis);
}

Shape DotBase::output_shape(std::span<const Shape> inputs) const {
  if (inputs.size() != 2)
    refuse(ErrorKind::shape, "takes two inputs. Received " + std::to_string(inputs.size()) + ".");
  const int axes[] = {axis_of(0, inputs[0]), axis_of(1, inputs[1])};
  const std::int64_t a = inputs[0][axes[0]], b = inputs[1][axes[1]];
  if (a != b && a != None && b != None)
    refuse(ErrorKind::shape, "the axes must be equally long. Received axes=" + to_json(options_.axes).dump() +
                                 ", inputs " + to_string(inputs[0]) + " and " + to_string(inputs[1]) + ".");
  Shape y{std::max(inputs[0][0], inputs[1][0])};
  for (std::size_t i = 0; i < 2; ++i)
    for (int axis = 1; axis < inputs[i].rank(); ++axis)
      if (axis != axes[i]) y.push_back(inputs[i][axis]);
  if (y.rank() == 1) y.push_back(1);
  return y;
}

ValueId DotBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  Graph& g = e.graph;
  const Shape shapes[] = {g.shape(inputs[0]), g.shape(inputs[1])};
  // Every pair of vectors: (N, rows, 1, length) times (N, 1, rows, length).
  ValueId vectors[2];
  for (std::size_t i = 0; i < 2; ++i) {
    const int axis = axis_of(i, shapes[i]);
    ValueId x = inputs[i];
    if (options_.normalize) x = composed::unit_length(g, x, {axis}, 1e-7);
    std::vector<int> order;
    for (int k = 0; k < shapes[i].rank(); ++k)
      if (k != axis) order.push_back(k);
    order.push_back(axis);
    const std::int64_t samples = shapes[i][0], length = shapes[i][axis];
    const std::int64_t rows = shapes[i].count(1, shapes[i].rank()) / std::max<std::int64_t>(length, 1);
    x = build::transpose(g, x, order);
    vectors[i] = build::reshape(g, x, i == 0 ? Shape{samples, rows, 1, length} : Shape{samples, 1, rows, length});
  }
  const ValueId products = build::multiply(g, vectors[0], vectors[1]);
  return build::reshape(g, build::reduce(g, products, Reduction::sum, {3}), output_shape(shapes));
}

}  // namespace fovea
