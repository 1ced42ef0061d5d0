#include "fovea/layers/activations/prelu.h"

#include "fovea/graph/build.h"

namespace fovea {

const Fields<PReLUOptions>& PReLUOptions::fields() {
  using O = PReLUOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("alpha_initializer", &O::alpha_initializer)
        .add("alpha_regularizer", &O::alpha_regularizer)
        .add("alpha_constraint", &O::alpha_constraint)
        .add("shared_axes", &O::shared_axes);
    return add_layer_fields(fields);
  }();
  return list;
}

PReLU::PReLU(const PReLUOptions& options) : Layer(std::make_shared<PReLUBase>(options)) {}

PReLUBase::PReLUBase(const PReLUOptions& options) : LayerOf(options) {
  options_.shared_axes = options.shared_axes.as_list();
}

Shape PReLUBase::alpha_shape(const Shape& input) const {
  Shape alpha = input.tail(1);
  for (int axis : options_.shared_axes.in(input.rank())) alpha.set(axis - 1, 1);
  return alpha;
}

Shape PReLUBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs);
  const std::vector<int> shared = options_.shared_axes.in(x.rank());
  if (options_.shared_axes.set() && options_.shared_axes.count() > 0 && (shared.empty() || shared[0] == 0))
    refuse(ErrorKind::usage, "shared_axes must name axes of the input other than that of the samples. Received " +
                                 to_json(options_.shared_axes).dump() + ", input " + to_string(x) + ".");
  const Shape alpha = alpha_shape(x);
  if (!alpha.known())
    refuse(ErrorKind::shape, "axes that are not shared must be known. Received input " + to_string(x) + ".");
  if (built() && !(variable(0)->value.shape() == alpha))
    refuse(ErrorKind::shape, "its alpha was made of shape " + to_string(variable(0)->value.shape()) +
                                 ". Received input " + to_string(x) + ".");
  return x;
}

void PReLUBase::build(std::span<const Shape> inputs) {
  const auto& o = options_;
  add_weight("alpha", alpha_shape(inputs[0]), o.alpha_initializer, o.alpha_regularizer, o.alpha_constraint);
}

ValueId PReLUBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  Graph& g = e.graph;
  const ValueId below = build::unary(g, build::unary(g, inputs[0], Unary::affine, -1, 0), Unary::relu);
  return build::binary(g, Binary::subtract, build::unary(g, inputs[0], Unary::relu),
                       build::multiply(g, below, weight(e, 0)));
}

}  // namespace fovea
