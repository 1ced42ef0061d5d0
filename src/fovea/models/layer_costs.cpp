#include "fovea/models/layer_costs.h"

#include <algorithm>

namespace fovea {
namespace {

/// How far one element of a value sees, and how many input pixels lie between two neighbours.
struct Field {
  std::int64_t size[2] = {1, 1}, step[2] = {1, 1};
  bool whole = false;
};

class Costing {
 public:
  std::vector<ValueId> run(const Network& network, const std::vector<ValueId>& inputs) {
    std::map<const Node*, std::vector<ValueId>> values;
    for (std::size_t i = 0; i < inputs.size(); ++i) values[network.inputs()[i].node().get()] = {inputs[i]};
    for (const auto& call : network.calls()) {
      const LayerBase& layer = *call->layer;
      auto& results = values[call.get()];
      const bool given = !results.empty();
      LayerCosts before;
      std::swap(before, total_);
      if (!given) {
        std::vector<ValueId> arguments;
        for (const Tensor& tensor : call->inputs)
          arguments.push_back(values.at(tensor.node().get()).at(static_cast<std::size_t>(tensor.output())));
        if (const auto* nested = dynamic_cast<const Network*>(&layer)) {
          results = run(*nested, arguments);
        } else {
          results = {layer.emit(Emitter{graph_}, arguments)};
          account();
        }
      }
      if (!given && dynamic_cast<const Network*>(&layer) == nullptr)
        for (const ValueId id : results) total_.activation_bytes += graph_.shape(id).count() * 4;
      store(layer, results[0]);
      total_.multiply_adds += before.multiply_adds;
      total_.activation_bytes += before.activation_bytes;
    }
    std::vector<ValueId> results;
    for (const Tensor& output : network.outputs())
      results.push_back(values.at(output.node().get()).at(static_cast<std::size_t>(output.output())));
    return results;
  }

  std::map<const LayerBase*, LayerCosts> top(const Network& network) {
    std::vector<ValueId> inputs;
    for (const Tensor& input : network.inputs()) {
      Shape shape = input.shape();
      shape.set(0, 1);
      if (!shape.known()) return {};
      inputs.push_back(graph_.add_input(shape, DType::f32, true));
    }
    run(network, inputs);
    return std::move(costs_);
  }

 private:
  void store(const LayerBase& layer, ValueId result) {
    LayerCosts& costs = costs_[&layer];
    costs.multiply_adds += total_.multiply_adds;
    costs.activation_bytes += total_.activation_bytes;
    const Field& field = fields_[result];
    costs.field_height = field.size[0];
    costs.field_width = field.size[1];
    costs.whole_field = field.whole;
  }

  /// Looks at the operations that were added since the last time.
  void account() {
    const auto& operations = graph_.operations();
    for (; seen_ < operations.size(); ++seen_) {
      const Operation& operation = operations[seen_];
      Field field;
      for (const ValueId input : operation.inputs) join(field, fields_[input]);
      const auto* convolution = std::get_if<ConvAttributes>(&operation.attributes);
      if (operation.code == OpCode::convolution_backward_data)
        spread(field, convolution->window);
      else if (convolution != nullptr)
        slide(field, convolution->window);
      else if (const auto* pool = std::get_if<PoolAttributes>(&operation.attributes))
        slide(field, pool->window);
      else if (loses_place(operation))
        field.whole = true;
      for (const ValueId output : operation.outputs) fields_[output] = field;
      if (operation.code == OpCode::convolution || operation.code == OpCode::dense ||
          operation.code == OpCode::convolution_backward_data) {
        // What a transposed convolution multiplies is its input.
        const bool transposed = operation.code == OpCode::convolution_backward_data;
        const Shape& weights = graph_.shape(operation.inputs[1]);
        const ValueId pixels = transposed ? operation.inputs[0] : operation.outputs[0];
        total_.multiply_adds += graph_.shape(pixels).count() * (weights.count() / weights[-1]);
      }
    }
  }

  static void join(Field& field, const Field& other) {
    for (int axis = 0; axis < 2; ++axis) {
      field.size[axis] = std::max(field.size[axis], other.size[axis]);
      field.step[axis] = std::max(field.step[axis], other.step[axis]);
    }
    field.whole = field.whole || other.whole;
  }

  /// Windows have the axes depth, height, width.
  static void slide(Field& field, const Window& window) {
    for (std::size_t axis = 0; axis < 2; ++axis) {
      field.size[axis] += (window.kernel[axis + 1] - 1) * window.dilation[axis + 1] * field.step[axis];
      field.step[axis] *= window.stride[axis + 1];
    }
  }

  /// One pixel of a transposed convolution sees the inputs whose windows reach it; they lie `stride` times closer.
  static void spread(Field& field, const Window& window) {
    for (std::size_t axis = 0; axis < 2; ++axis) {
      const std::int64_t span = (window.kernel[axis + 1] - 1) * window.dilation[axis + 1] + 1;
      field.size[axis] += (span - 1) / window.stride[axis + 1] * field.step[axis];
      field.step[axis] = std::max<std::int64_t>(1, field.step[axis] / window.stride[axis + 1]);
    }
  }

  /// Whether an operation mixes pictures' places: sums over them, or puts them in rows.
  bool loses_place(const Operation& operation) const {
    if (operation.code != OpCode::reduce && operation.code != OpCode::reshape) return false;
    const Shape &from = graph_.shape(operation.inputs[0]), &to = graph_.shape(operation.outputs[0]);
    return from.rank() == 4 && (to.rank() != 4 || to[1] != from[1] || to[2] != from[2]);
  }

  Graph graph_;
  std::size_t seen_ = 0;
  std::map<ValueId, Field> fields_;
  LayerCosts total_;  ///< of the call that is looked at
  std::map<const LayerBase*, LayerCosts> costs_;
};

}  // namespace

std::map<const LayerBase*, LayerCosts> layer_costs(const Network& network) {
  return network.complete() ? Costing().top(network) : std::map<const LayerBase*, LayerCosts>();
}

}  // namespace fovea
