#include "fovea/models/topology.h"

#include <algorithm>
#include <map>
#include <set>

#include "fovea/base/text.h"
#include "fovea/layers/core/input.h"

namespace fovea {
namespace {

class Walk {
 public:
  Walk(const Tensors& inputs, const Tensors& outputs) : inputs_(inputs) {
    for (const Tensor& input : inputs) boundary_.insert(input.node().get());
    for (const Tensor& output : outputs) visit(output.node());
  }

  Topology sort() {
    // Distance from the outputs: a layer called several times has the largest of its calls.
    for (auto node = order_.rbegin(); node != order_.rend(); ++node) {
      int& depth = node_depth_[node->get()];
      int& layer_depth = layer_depth_[(*node)->layer.get()];
      depth = layer_depth = std::max(depth, layer_depth);
      if (boundary_.contains(node->get())) continue;
      for (const Tensor& parent : (*node)->inputs) {
        int& above = node_depth_[parent.node().get()];
        above = std::max(above, depth + 1);
      }
    }
    Topology result;
    for (const Tensor& input : inputs_) {
      if (index_.contains(input.node()->layer.get())) continue;
      index_[input.node()->layer.get()] = -1;
      order_.insert(order_.begin(), input.node());
    }
    for (const auto& node : order_)
      if (std::find(result.layers.begin(), result.layers.end(), node->layer) == result.layers.end())
        result.layers.push_back(node->layer);
    std::stable_sort(result.layers.begin(), result.layers.end(), [&](const auto& a, const auto& b) {
      const int da = layer_depth_[a.get()], db = layer_depth_[b.get()];
      return da != db ? da > db : index_[a.get()] < index_[b.get()];
    });
    result.nodes = std::move(order_);
    return result;
  }

 private:
  // An explicit stack: networks may be deeper than the call stack.
  void visit(const std::shared_ptr<Node>& start) {
    struct Frame {
      std::shared_ptr<Node> node;
      std::size_t next;
    };
    std::vector<Frame> stack;
    const auto enter = [&](const std::shared_ptr<Node>& node) {
      if (!seen_.insert(node.get()).second) return;
      index_.try_emplace(node->layer.get(), static_cast<int>(index_.size()));
      if (!boundary_.contains(node.get()) && dynamic_cast<const InputLayer*>(node->layer.get()) != nullptr)
        fail(ErrorKind::usage, "Model: an output depends on " + node->layer->who() + " of shape " +
                                   to_string(node->output_shapes[0]) +
                                   ", which is not among the inputs. Add it to the inputs.");
      stack.push_back({node, 0});
    };
    enter(start);
    while (!stack.empty()) {
      Frame& frame = stack.back();
      if (!boundary_.contains(frame.node.get()) && frame.next < frame.node->inputs.size()) {
        enter(frame.node->inputs[frame.next++].node());
      } else {
        order_.push_back(frame.node);
        stack.pop_back();
      }
    }
  }

  const Tensors& inputs_;
  std::set<const Node*> boundary_, seen_;
  std::vector<std::shared_ptr<Node>> order_;
  std::map<const LayerBase*, int> index_, layer_depth_;
  std::map<const Node*, int> node_depth_;
};

}  // namespace

namespace {

/// A layer and those that it is made of, where they have no names yet.
void add_unnamed(LayerBase& layer, std::vector<LayerBase*>& unnamed) {
  if (layer.name().empty()) unnamed.push_back(&layer);
  for (const LayerBase::Part& part : layer.parts()) add_unnamed(*part.layer, unnamed);
}

}  // namespace

Topology sort_topology(const Tensors& inputs, const Tensors& outputs) { return Walk(inputs, outputs).sort(); }

void name_layers(const std::vector<std::shared_ptr<LayerBase>>& layers) {
  std::set<std::string> taken;
  for (const auto& layer : layers)
    if (!layer->name().empty() && !taken.insert(layer->name()).second)
      fail(ErrorKind::usage, "Model: two layers are named '" + layer->name() + "'. Give every layer its own name.");
  std::vector<LayerBase*> unnamed;
  for (const auto& layer : layers) add_unnamed(*layer, unnamed);
  std::stable_sort(unnamed.begin(), unnamed.end(),
                   [](const auto& a, const auto& b) { return a->serial() < b->serial(); });
  std::map<std::string, int> used;
  for (LayerBase* layer : unnamed) {
    const std::string base =
        dynamic_cast<const InputLayer*>(layer) != nullptr ? "input_layer" : to_snake_case(layer->keras_class());
    std::string name;
    do {
      const int number = used[base]++;
      name = number == 0 ? base : base + "_" + std::to_string(number);
    } while (!taken.insert(name).second);
    layer->set_name(name);
  }
}

}  // namespace fovea
