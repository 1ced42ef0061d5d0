#include "fovea/models/cost.h"

#include <algorithm>

namespace fovea {
namespace {

/// How a pixel of a value sees the input: the size of its field and the step between neighbours.
struct View {
  std::int64_t field = 1, jump = 1;
};

const Window* window_of(const Operation& op) {
  if (const auto* conv = std::get_if<ConvAttributes>(&op.attributes)) return &conv->window;
  if (const auto* pool = std::get_if<PoolAttributes>(&op.attributes)) return &pool->window;
  return nullptr;
}

}  // namespace

std::map<std::string, LayerCost> layer_costs(const Model& model) {
  Graph graph;
  std::vector<ValueId> inputs;
  for (const Tensor& input : model.input()) {
    Shape shape = input.shape();
    shape.set(0, 1);
    if (!shape.known())
      fail(ErrorKind::shape, model.network().who() + ": its costs depend on the input's size, which is not known. Received input " +
                                 to_string(input.shape()) + ".");
    inputs.push_back(graph.add_input(shape, DType::f32, true));
  }
  std::vector<ValueId> penalties;
  std::uint64_t next_node = 0;
  model.network().inline_into({.graph = graph}, inputs, "", penalties, next_node);

  std::map<ValueId, View> views;
  for (ValueId id : inputs) views[id] = {};
  std::map<std::string, LayerCost> costs;
  for (const Operation& op : graph.operations()) {
    LayerCost& cost = costs[op.node];
    const TensorDesc& result = graph.desc(op.outputs[0]);
    if (op.code == OpCode::convolution || op.code == OpCode::dense) cost.multiply_adds += flops(graph.spec(op), 1) / 2;
    cost.activation_bytes = result.unit() * static_cast<std::int64_t>(size_of(result.dtype));
    View view{0, 0};
    for (ValueId id : op.inputs)
      if (const auto found = views.find(id); found != views.end()) view = {std::max(view.field, found->second.field), std::max(view.jump, found->second.jump)};
    const bool picture = result.shape.rank() == 4 && view.field > 0;
    if (const Window* window = window_of(op); window != nullptr && picture) {
      view.field += (window->kernel[1] - 1) * window->dilation[1] * view.jump;
      view.jump *= window->stride[1];
    }
    views[op.outputs[0]] = picture ? view : View{0, 0};
    cost.receptive_field = picture ? view.field : 0;
  }
  return costs;
}

}  // namespace fovea
