#include "fovea/layers/merging/elementwise.h"

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

const Fields<MergeOptions>& MergeOptions::fields() {
  static const Fields<MergeOptions> list = [] {
    Fields<MergeOptions> fields;
    return add_layer_fields(fields);
  }();
  return list;
}

Add::Add(const MergeOptions& options) : Layer(std::make_shared<AddBase>(options)) {}
Subtract::Subtract(const MergeOptions& options) : Layer(std::make_shared<SubtractBase>(options)) {}
Multiply::Multiply(const MergeOptions& options) : Layer(std::make_shared<MultiplyBase>(options)) {}
Average::Average(const MergeOptions& options) : Layer(std::make_shared<AverageBase>(options)) {}
Maximum::Maximum(const MergeOptions& options) : Layer(std::make_shared<MaximumBase>(options)) {}
Minimum::Minimum(const MergeOptions& options) : Layer(std::make_shared<MinimumBase>(options)) {}

Shape ElementwiseBase::output_shape(std::span<const Shape> inputs) const {
  if (inputs.empty()) refuse(ErrorKind::shape, "takes a list of inputs. Received none.");
  if (function_ == Binary::subtract && inputs.size() != 2)
    refuse(ErrorKind::shape, "takes two inputs. Received " + std::to_string(inputs.size()) + ".");
  int rank = 0;
  for (const Shape& input : inputs) rank = std::max(rank, input.rank());
  Shape common = with_rank(inputs[0], rank);
  for (const Shape& input : inputs) {
    const Shape wide = with_rank(input, rank);
    for (int i = 0; i < rank; ++i) {
      if (common[i] == wide[i]) continue;
      if (common[i] != None && wide[i] != None && common[i] != 1 && wide[i] != 1)
        refuse(ErrorKind::shape, "inputs must have one shape or broadcast. Received " + to_string(inputs[0]) +
                                     " and " + to_string(input) + ".");
      if (i == 0)
        common.set(i, std::max(common[i], wide[i]));  // all inputs have the same samples, known in one or not
      else if (common[i] == 1 || wide[i] == 1)
        common.set(i, common[i] == 1 ? wide[i] : common[i]);
      else
        common.set(i, None);
    }
  }
  return common;
}

ValueId ElementwiseBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  int rank = 0;
  for (ValueId input : inputs) rank = std::max(rank, e.graph.shape(input).rank());
  const auto wide = [&](ValueId x) {
    const Shape shape = e.graph.shape(x);
    return shape.rank() == rank ? x : build::reshape(e.graph, x, with_rank(shape, rank));
  };
  ValueId result = wide(inputs[0]);
  for (ValueId input : inputs.subspan(1)) result = build::binary(e.graph, function_, result, wide(input));
  return result;
}

ValueId AverageBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  return build::unary(e.graph, ElementwiseBase::emit(e, inputs), Unary::affine,
                      1.0 / static_cast<double>(inputs.size()), 0);
}

}  // namespace fovea
