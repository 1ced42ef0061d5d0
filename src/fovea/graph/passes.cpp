#include "fovea/graph/passes.h"

#include <algorithm>
#include <utility>

namespace fovea::passes {
namespace {

/// How often each value is used: by operations, as an output, by an assignment.
std::vector<int> count_uses(const Graph& graph) {
  std::vector<int> uses(static_cast<std::size_t>(graph.size()), 0);
  for (const Operation& op : graph.operations())
    for (ValueId id : op.inputs) ++uses[static_cast<std::size_t>(id)];
  for (ValueId id : graph.outputs) ++uses[static_cast<std::size_t>(id)];
  for (const Assignment& assignment : graph.assignments()) ++uses[static_cast<std::size_t>(assignment.value)];
  return uses;
}

bool is_plain_relu(const Operation& op) {
  return (op.code == OpCode::unary || op.code == OpCode::unary_backward) &&
         std::get<UnaryAttributes>(op.attributes) == UnaryAttributes{.function = Unary::relu};
}

const Operation* producer(const Graph& graph, const std::vector<Operation>& operations, ValueId id) {
  const int index = graph[id].producer;
  return index < 0 ? nullptr : &operations[static_cast<std::size_t>(index)];
}

/// Removes operations marked by having lost their outputs.
void commit(Graph& graph, std::vector<Operation> operations) {
  std::erase_if(operations, [](const Operation& op) { return op.outputs.empty(); });
  graph.replace_operations(std::move(operations));
}

}  // namespace

void remove_dead(Graph& graph) {
  std::vector<bool> needed(static_cast<std::size_t>(graph.size()), false);
  for (ValueId id : graph.outputs) needed[static_cast<std::size_t>(id)] = true;
  for (const Assignment& assignment : graph.assignments()) needed[static_cast<std::size_t>(assignment.value)] = true;
  std::vector<Operation> operations = graph.operations();
  for (auto op = operations.rbegin(); op != operations.rend(); ++op) {
    const bool alive = std::any_of(op->outputs.begin(), op->outputs.end(),
                                   [&](ValueId id) { return needed[static_cast<std::size_t>(id)]; });
    if (!alive) op->outputs.clear();
    for (ValueId id : op->inputs)
      if (alive) needed[static_cast<std::size_t>(id)] = true;
  }
  commit(graph, std::move(operations));
}

void fold_affine(Graph& graph) {
  std::vector<Operation> operations = graph.operations();
  const std::vector<int> uses = count_uses(graph);
  for (Operation& op : operations) {
    if (op.code != OpCode::unary) continue;
    const auto& affine = std::get<UnaryAttributes>(op.attributes);
    const int index = graph[op.inputs[0]].producer;
    if (affine.function != Unary::affine || index < 0 || uses[static_cast<std::size_t>(op.inputs[0])] != 1) continue;
    Operation& cast = operations[static_cast<std::size_t>(index)];
    if (cast.code != OpCode::cast) continue;
    auto& attributes = std::get<CastAttributes>(cast.attributes);
    attributes = {attributes.scale * affine.a, attributes.offset * affine.a + affine.b};
    cast.outputs = std::exchange(op.outputs, {});
  }
  commit(graph, std::move(operations));
}

void fuse_relu(Graph& graph) {
  std::vector<Operation> operations = graph.operations();
  const std::vector<int> uses = count_uses(graph);
  for (Operation& op : operations) {
    if (op.code != OpCode::unary || !is_plain_relu(op)) continue;
    const int index = graph[op.inputs[0]].producer;
    if (index < 0 || uses[static_cast<std::size_t>(op.inputs[0])] != 1) continue;
    Operation& before = operations[static_cast<std::size_t>(index)];
    if (before.code == OpCode::convolution && !std::get<ConvAttributes>(before.attributes).relu)
      std::get<ConvAttributes>(before.attributes).relu = true;
    else if (before.code == OpCode::dense && !std::get<DenseAttributes>(before.attributes).relu)
      std::get<DenseAttributes>(before.attributes).relu = true;
    else
      continue;
    before.outputs = std::exchange(op.outputs, {});
  }
  commit(graph, std::move(operations));
}

void fuse_pool_gradient(Graph& graph) {
  std::vector<Operation> operations = graph.operations();
  const std::vector<int> uses = count_uses(graph);
  for (Operation& op : operations) {
    if (op.code != OpCode::unary_backward || !is_plain_relu(op)) continue;
    const ValueId gradient = op.inputs[0], activated = op.inputs[1];
    const int index = graph[gradient].producer;
    if (index < 0 || uses[static_cast<std::size_t>(gradient)] != 1) continue;
    Operation& back = operations[static_cast<std::size_t>(index)];
    if (back.code != OpCode::pool_backward || back.inputs.size() != 2) continue;
    const Operation* forward = producer(graph, operations, back.inputs[1]);
    if (forward == nullptr || forward->code != OpCode::pool || forward->inputs[0] != activated) continue;
    std::get<PoolAttributes>(back.attributes).relu = true;
    back.inputs.push_back(forward->outputs[0]);
    back.outputs = std::exchange(op.outputs, {});
  }
  commit(graph, std::move(operations));
}

void fuse_pool(Graph& graph, const std::function<bool(const OperationSpec&)>& supported) {
  std::vector<Operation> operations = graph.operations();
  const std::vector<int> uses = count_uses(graph);
  for (Operation& op : operations) {
    if (op.code != OpCode::pool) continue;
    const auto& pool = std::get<PoolAttributes>(op.attributes);
    const int index = graph[op.inputs[0]].producer;
    if (pool.kind != PoolKind::maximum || !pool.window.tiles() || pool.window.padded() || index < 0 ||
        uses[static_cast<std::size_t>(op.inputs[0])] != 1)
      continue;
    Operation& before = operations[static_cast<std::size_t>(index)];
    if (before.code != OpCode::convolution || std::get<ConvAttributes>(before.attributes).max_pool) continue;
    Operation fused = before;
    auto& attributes = std::get<ConvAttributes>(fused.attributes);
    attributes.max_pool = true;
    attributes.pool = pool.window;
    fused.outputs = op.outputs;
    if (!supported(graph.spec(fused))) continue;
    before = std::move(fused);
    op.outputs.clear();
  }
  commit(graph, std::move(operations));
}

void run_all(Graph& graph, const std::function<bool(const OperationSpec&)>& pool_supported) {
  remove_dead(graph);
  fold_affine(graph);
  fuse_relu(graph);
  fuse_pool_gradient(graph);
  fuse_pool(graph, pool_supported);
  remove_dead(graph);
}

}  // namespace fovea::passes
