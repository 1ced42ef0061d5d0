#include "fovea/layers/merging/concatenate.h"

#include "fovea/graph/build.h"

namespace fovea {

const Fields<ConcatenateOptions>& ConcatenateOptions::fields() {
  using O = ConcatenateOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("axis", &O::axis);
    return add_layer_fields(fields);
  }();
  return list;
}

Concatenate::Concatenate(const ConcatenateOptions& options) : Layer(std::make_shared<ConcatenateBase>(options)) {}

Shape ConcatenateBase::output_shape(std::span<const Shape> inputs) const {
  if (inputs.empty()) refuse(ErrorKind::shape, "takes a list of inputs. Received none.");
  Shape all = inputs[0];
  const std::int64_t wanted = options_.axis, axis = wanted < 0 ? wanted + all.rank() : wanted;
  if (axis < 1 || axis >= all.rank())
    refuse(ErrorKind::usage, "axis must be one of the inputs' axes other than that of the samples. Received axis=" +
                                 std::to_string(wanted) + ", input " + to_string(all) + ".");
  for (const Shape& input : inputs.subspan(1)) {
    bool fits = input.rank() == all.rank();
    for (int i = 0; fits && i < all.rank(); ++i) {
      if (i == axis) {
        all.set(i, all[i] == None || input[i] == None ? None : all[i] + input[i]);
      } else {
        fits = all[i] == None || input[i] == None || all[i] == input[i];
        if (all[i] == None) all.set(i, input[i]);
      }
    }
    if (!fits)
      refuse(ErrorKind::shape, "inputs must have one shape but for axis " + std::to_string(axis) + ". Received " +
                                   to_string(inputs[0]) + " and " + to_string(input) + ".");
  }
  return all;
}

ValueId ConcatenateBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  if (inputs.size() == 1) return inputs[0];
  return build::concat(e.graph, {inputs.begin(), inputs.end()}, static_cast<int>(options_.axis));
}

}  // namespace fovea
