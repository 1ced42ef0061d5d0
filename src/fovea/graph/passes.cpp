#include "fovea/graph/passes.h"

#include <algorithm>
#include <utility>

#include "fovea/graph/build.h"

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

namespace {

/// An operation that multiplies by weights (x, w[, bias]), with nothing fused behind it yet.
bool is_bare_product(const Operation& op) {
  if (const auto* conv = std::get_if<ConvAttributes>(&op.attributes); op.code == OpCode::convolution)
    return !conv->relu && !conv->max_pool;
  return op.code == OpCode::dense && !std::get<DenseAttributes>(op.attributes).relu;
}

struct Folded {
  std::size_t product, normalize;  ///< operations
  ValueId weights, bias;
};

/// w * gamma / sqrt(variance + epsilon) and beta + (bias - mean) * gamma / sqrt(variance + epsilon)
Folded fold_weights(Graph& g, std::size_t product_index, std::size_t normalize_index) {
  const Operation product = g.operations()[product_index], norm = g.operations()[normalize_index];
  const ValueId mean = norm.inputs[1], variance = norm.inputs[2], gamma = norm.inputs[3], beta = norm.inputs[4];
  const double epsilon = std::get<NormalizeAttributes>(norm.attributes).epsilon;
  g.set_node(norm.node);
  const ValueId deviation = build::unary(g, build::unary(g, variance, Unary::affine, 1, epsilon), Unary::square_root);
  const ValueId factor = build::binary(g, Binary::divide, gamma, deviation);
  const ValueId centred = product.inputs.size() > 2 ? build::binary(g, Binary::subtract, product.inputs[2], mean)
                                                    : build::unary(g, mean, Unary::affine, -1, 0);
  return {product_index, normalize_index, build::multiply(g, product.inputs[1], factor),
          build::add(g, beta, build::multiply(g, centred, factor))};
}

}  // namespace

void fold_normalize(Graph& graph) {
  const std::vector<int> uses = count_uses(graph);
  const std::size_t count = graph.operations().size();
  std::vector<Folded> all;
  for (std::size_t i = 0; i < count; ++i) {
    const Operation& op = graph.operations()[i];
    if (op.code != OpCode::normalize) continue;
    const int axis = std::get<NormalizeAttributes>(op.attributes).axis, index = graph[op.inputs[0]].producer;
    if (index < 0 || uses[static_cast<std::size_t>(op.inputs[0])] != 1 ||
        (axis != -1 && axis != graph.shape(op.inputs[0]).rank() - 1))
      continue;
    const Operation& product = graph.operations()[static_cast<std::size_t>(index)];
    const auto of_the_network = [&](ValueId id) {
      return graph[id].kind != Value::Kind::result && !graph.desc(id).batched;
    };
    const auto constant = [&](const Operation& user) {
      return std::all_of(user.inputs.begin() + 1, user.inputs.end(), of_the_network);
    };
    if (!is_bare_product(product) || !constant(op) || !constant(product)) continue;
    all.push_back(fold_weights(graph, static_cast<std::size_t>(index), i));
  }
  // What works on weights alone can come first.
  std::vector<Operation> operations = graph.operations();
  const std::size_t added = operations.size() - count;
  std::rotate(operations.begin(), operations.begin() + static_cast<std::ptrdiff_t>(count), operations.end());
  for (const Folded& folded : all) {
    Operation& product = operations[added + folded.product];
    if (product.code == OpCode::dense)
      std::get<DenseAttributes>(product.attributes).bias = true;
    else
      std::get<ConvAttributes>(product.attributes).bias = true;
    product.inputs = {product.inputs[0], folded.weights, folded.bias};
    product.outputs = std::exchange(operations[added + folded.normalize].outputs, {});
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
  fold_normalize(graph);
  fuse_relu(graph);
  fuse_pool_gradient(graph);
  fuse_pool(graph, pool_supported);
  remove_dead(graph);
}

}  // namespace fovea::passes
