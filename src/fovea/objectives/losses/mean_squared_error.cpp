#include "fovea/objectives/losses/mean_squared_error.h"

#include "fovea/graph/build.h"

namespace fovea {

const Fields<MeanSquaredErrorOptions>& MeanSquaredErrorOptions::fields() {
  using O = MeanSquaredErrorOptions;
  static const Fields<O> list = Fields<O>()
                                    .add("reduction", &O::reduction)
                                    .add("name", &O::name)
                                    .add("dtype", &O::dtype)
                                    .not_in_config()
                                    .written_first({"name"});
  return list;
}

ValueId MeanSquaredError::emit(Graph& graph, ValueId predictions, ValueId target) const {
  const ValueId difference = build::binary(graph, Binary::subtract, predictions, target);
  const ValueId squared = build::unary(graph, difference, Unary::square);
  std::vector<int> axes;
  for (int axis = 1; axis < graph.shape(squared).rank(); ++axis) axes.push_back(axis);
  return axes.empty() ? squared : build::reduce(graph, squared, Reduction::mean, axes);
}

}  // namespace fovea
