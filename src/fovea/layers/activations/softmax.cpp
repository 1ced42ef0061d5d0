#include "fovea/layers/activations/softmax.h"

#include <algorithm>

#include "fovea/graph/build.h"

namespace fovea {

const Fields<SoftmaxOptions>& SoftmaxOptions::fields() {
  using O = SoftmaxOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("axis", &O::axis);
    return add_layer_fields(fields);
  }();
  return list;
}

Softmax::Softmax(const SoftmaxOptions& options) : Layer(std::make_shared<SoftmaxBase>(options)) {}

Shape SoftmaxBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs);
  const std::vector<int> axes = options_.axis.in(x.rank());
  if (axes.empty() || axes[0] == 0)
    refuse(ErrorKind::usage, "axis must name axes of the input other than that of the samples. Received axis=" +
                                 to_json(options_.axis).dump() + ", input " + to_string(x) + ".");
  return x;
}

ValueId SoftmaxBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  Graph& g = e.graph;
  const Shape shape = g.shape(inputs[0]);
  const std::vector<int> axes = options_.axis.in(shape.rank());
  if (axes.size() == 1) return build::softmax(g, inputs[0], axes[0]);

  // Several axes become one: they go last and are flattened.
  std::vector<int> order;
  Shape flat;
  std::int64_t together = 1;
  for (int i = 0; i < shape.rank(); ++i) {
    if (std::binary_search(axes.begin(), axes.end(), i)) {
      together *= shape[i];
    } else {
      order.push_back(i);
      flat.push_back(shape[i]);
    }
  }
  flat.push_back(together);
  order.insert(order.end(), axes.begin(), axes.end());
  std::vector<int> back(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) back[static_cast<std::size_t>(order[i])] = static_cast<int>(i);

  const ValueId moved = build::transpose(g, inputs[0], order);
  const Shape moved_shape = g.shape(moved);
  const ValueId y = build::softmax(g, build::reshape(g, moved, flat), -1);
  return build::transpose(g, build::reshape(g, y, moved_shape), back);
}

}  // namespace fovea
