#include "fovea/layers/reshaping/reshape.h"

#include <algorithm>

#include "fovea/graph/build.h"

namespace fovea {

const Fields<ReshapeOptions>& ReshapeOptions::fields() {
  using O = ReshapeOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("target_shape", &O::target_shape).by_position();
    return add_layer_fields(fields);
  }();
  return list;
}

Reshape::Reshape(const ReshapeOptions& options) : Layer(std::make_shared<ReshapeBase>(options)) {}

ReshapeBase::ReshapeBase(const ReshapeOptions& options) : LayerOf(options) {
  const auto& target = options.target_shape;
  const bool below = std::any_of(target.begin(), target.end(), [](auto dim) { return dim < -1; });
  if (below || std::count(target.begin(), target.end(), -1) > 1 || target.size() >= Shape::max_rank)
    refuse(ErrorKind::usage,
           "target_shape holds at most 7 dimensions of 0 or more, one of them -1 at most. Received " +
               to_json(target).dump() + ".");
}

Shape ReshapeBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs);
  const auto& target = options_.target_shape;
  Shape y{x[0]};
  std::int64_t given = 1;
  for (auto dim : target) {
    y.push_back(dim == -1 ? None : dim);
    if (dim != -1 && __builtin_mul_overflow(given, dim, &given))
      refuse(ErrorKind::shape,
             "target_shape " + to_json(target).dump() + " has more elements than 64 bits can count.");
  }
  const Shape sample = x.tail(1);
  if (!sample.known()) return y;
  const std::int64_t count = sample.count();
  const auto open = std::find(target.begin(), target.end(), -1);
  if (open == target.end() ? given != count : given == 0 || count % given != 0)
    refuse(ErrorKind::shape, "the number of elements must stay the same. Received input " + to_string(x) +
                                 ", target_shape=" + to_json(target).dump() + ".");
  if (open != target.end()) y.set(static_cast<int>(open - target.begin()) + 1, count / given);
  return y;
}

ValueId ReshapeBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const Shape input = e.graph.shape(inputs[0]);
  return build::reshape(e.graph, inputs[0], output_shape({&input, 1}));
}

}  // namespace fovea
