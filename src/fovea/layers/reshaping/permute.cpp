#include "fovea/layers/reshaping/permute.h"

#include <algorithm>
#include <numeric>

#include "fovea/graph/build.h"

namespace fovea {

const Fields<PermuteOptions>& PermuteOptions::fields() {
  using O = PermuteOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("dims", &O::dims).by_position();
    return add_layer_fields(fields);
  }();
  return list;
}

Permute::Permute(const PermuteOptions& options) : Layer(std::make_shared<PermuteBase>(options)) {}

PermuteBase::PermuteBase(const PermuteOptions& options) : LayerOf(options) {
  std::vector<std::int64_t> sorted = options.dims, counted(sorted.size());
  std::sort(sorted.begin(), sorted.end());
  std::iota(counted.begin(), counted.end(), 1);
  if (sorted.empty() || sorted.size() >= Shape::max_rank || sorted != counted)
    refuse(ErrorKind::usage, "dims must be the numbers from 1 to that of the axes (7 at most), each once. Received " +
                                 to_json(options.dims).dump() + ".");
}

Shape PermuteBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs, static_cast<int>(options_.dims.size()) + 1);
  Shape y{x[0]};
  for (auto dim : options_.dims) y.push_back(x[static_cast<int>(dim)]);
  return y;
}

ValueId PermuteBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  std::vector<int> axes{0};
  for (auto dim : options_.dims) axes.push_back(static_cast<int>(dim));
  return build::transpose(e.graph, inputs[0], axes);
}

}  // namespace fovea
