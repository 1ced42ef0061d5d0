#include "fovea/layers/merging/add.h"

#include <algorithm>

#include "fovea/graph/build.h"

namespace fovea {
namespace {

Shape with_rank(const Shape& shape, int rank) {
  Shape wide{shape[0]};
  for (int i = shape.rank(); i < rank; ++i) wide.push_back(1);
  for (int i = 1; i < shape.rank(); ++i) wide.push_back(shape[i]);
  return wide;
}

}  // namespace

const Fields<AddOptions>& AddOptions::fields() {
  static const Fields<AddOptions> list = [] {
    Fields<AddOptions> fields;
    return add_layer_fields(fields);
  }();
  return list;
}

Add::Add(const AddOptions& options) : Layer(std::make_shared<AddBase>(options)) {}

Shape AddBase::output_shape(std::span<const Shape> inputs) const {
  if (inputs.empty()) refuse(ErrorKind::shape, "takes a list of inputs. Received none.");
  int rank = 0;
  for (const Shape& input : inputs) rank = std::max(rank, input.rank());
  Shape sum = with_rank(inputs[0], rank);
  for (const Shape& input : inputs) {
    const Shape wide = with_rank(input, rank);
    for (int i = 0; i < rank; ++i) {
      if (sum[i] == wide[i]) continue;
      if (sum[i] != None && wide[i] != None && sum[i] != 1 && wide[i] != 1)
        refuse(ErrorKind::shape, "inputs must have one shape or broadcast. Received " + to_string(inputs[0]) +
                                     " and " + to_string(input) + ".");
      if (i == 0)
        sum.set(i, std::max(sum[i], wide[i]));  // all inputs have the same samples, known in one or not
      else if (sum[i] == 1 || wide[i] == 1)
        sum.set(i, sum[i] == 1 ? wide[i] : sum[i]);
      else
        sum.set(i, None);
    }
  }
  return sum;
}

ValueId AddBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  int rank = 0;
  for (ValueId input : inputs) rank = std::max(rank, e.graph.shape(input).rank());
  const auto wide = [&](ValueId x) {
    const Shape shape = e.graph.shape(x);
    return shape.rank() == rank ? x : build::reshape(e.graph, x, with_rank(shape, rank));
  };
  ValueId sum = wide(inputs[0]);
  for (ValueId input : inputs.subspan(1)) sum = build::add(e.graph, sum, wide(input));
  return sum;
}

}  // namespace fovea
