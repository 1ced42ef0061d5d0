#include "fovea/layers/layer.h"

#include <atomic>
#include <new>

#include "fovea/layers/core/input.h"

namespace fovea {

const Shape& Tensor::shape() const { return node_->output_shapes[static_cast<std::size_t>(output_)]; }

Tensors::operator Tensor() const {
  if (list_.size() != 1)
    fail(ErrorKind::usage, "One tensor is expected here. Received " + std::to_string(list_.size()) + ".");
  return list_[0];
}

Node::~Node() {
  std::vector<std::shared_ptr<Node>> rest;
  const auto take_inputs = [&](Node& node) {
    for (const Tensor& input : node.inputs)
      if (input.node()) rest.push_back(input.node());
    node.inputs = {};
  };
  try {
    take_inputs(*this);
    while (!rest.empty()) {
      const std::shared_ptr<Node> node = std::move(rest.back());
      rest.pop_back();
      if (node.use_count() == 1) take_inputs(*node);
    }
  } catch (const std::bad_alloc&) {
    // Without memory for the list they go each inside the next.
  }
}

LayerBase::LayerBase(LayerTraits traits) : traits_(std::move(traits)) {
  static std::atomic<std::uint64_t> made{0};
  serial_ = made++;
}

std::string_view LayerBase::keras_class() const {
  const std::string_view name = class_name();
  return name.substr(name.find('.') + 1);  // from the start where there is no dot
}

std::string LayerBase::who() const {
  return std::string(keras_class()) + (name().empty() ? "" : " '" + name() + "'");
}

void LayerBase::refuse(ErrorKind kind, const std::string& text) const { fail(kind, who() + ": " + text); }

const Shape& LayerBase::only_input(std::span<const Shape> inputs, int rank) const {
  if (inputs.size() != 1)
    refuse(ErrorKind::shape, "takes one input. Received " + std::to_string(inputs.size()) + ".");
  if (rank > 0 && inputs[0].rank() != rank)
    refuse(ErrorKind::shape,
           "takes inputs of rank " + std::to_string(rank) + ", the samples' axis included. Received input " +
               to_string(inputs[0]) +
               ". Reshape gives an input another rank; Flatten belongs behind the last layer that sees pictures.");
  return inputs[0];
}

void LayerBase::require_channels_last(const std::string& data_format) const {
  if (data_format == "channels_last" || data_format.empty()) return;
  refuse(ErrorKind::unsupported, "data_format must be 'channels_last'. Received '" + data_format +
                                     "'. Keras' files that say channels_first are converted when they are read.");
}

void LayerBase::ensure_built(std::span<const Shape> inputs) {
  if (built_) return;
  build(inputs);
  built_ = true;
}

const VariablePtr& LayerBase::add_weight(const std::string& name, const Shape& shape,
                                         const Named<Initializer>& initializer, const Named<Regularizer>& regularizer,
                                         const Named<Constraint>& constraint, bool trainable) {
  auto variable = std::make_shared<Variable>();
  variable->name = name;
  variable->trainable = trainable;
  variable->value = Array(shape);
  weights_.push_back({std::move(variable), initializer, regularizer, constraint});
  return weights_.back().variable;
}

std::vector<Shape> LayerBase::checked_output_shapes(std::span<const Shape> inputs) const {
  constexpr std::int64_t most = std::int64_t{1} << 40;
  std::vector<Shape> shapes = output_shapes(inputs);
  for (const Shape& shape : shapes)
    for (const std::int64_t dim : shape)
      if (dim > most)
        refuse(ErrorKind::shape,
               "has an output larger than any machine can hold. Received output " + to_string(shape) + ".");
  return shapes;
}

Layer::Layer(const Tensor& input) : layer_(input.node()->layer) {
  if (dynamic_cast<const InputLayer*>(layer_.get()) == nullptr)
    fail(ErrorKind::usage,
         "A list of layers takes Input(...) and layers. Received the output of " + layer_->who() + ".");
}

Tensors Layer::call(const Tensors& inputs, const CallTraining& training) const {
  std::vector<Shape> shapes;
  for (const Tensor& tensor : inputs) shapes.push_back(tensor.shape());
  auto node = std::make_shared<Node>(Node{layer_, inputs, layer_->checked_output_shapes(shapes), training});
  layer_->ensure_built(shapes);
  layer_->add_node(node);
  std::vector<Tensor> outputs;
  for (std::size_t i = 0; i < node->output_shapes.size(); ++i) outputs.emplace_back(node, static_cast<int>(i));
  return outputs;
}

const Node& Layer::only_node() const {
  const Node* only = nullptr;
  int count = 0;
  std::string calls;
  for (const auto& weak : layer_->nodes())
    if (const auto node = weak.lock()) {
      only = node.get();
      calls += (count++ > 0 ? ", " : "") + to_string(node->output_shapes[0]);
    }
  if (count == 0) fail(ErrorKind::usage, layer_->who() + ": has not been called yet, so it has no output.");
  if (count > 1)
    fail(ErrorKind::usage, layer_->who() + ": was called " + std::to_string(count) + " times (outputs " + calls +
                               "), so 'its output' is ambiguous. Use the tensor that the call returned.");
  return *only;
}

Tensor Layer::output() const {
  only_node();
  for (const auto& weak : layer_->nodes())
    if (const auto node = weak.lock()) return {node, 0};
  return {};
}

Json to_json(const Layer& layer) { return layer.pointer() ? registry<LayerBase>().node(layer.base()) : Json(); }

void from_json(const Json& json, Layer& layer) {
  layer = json.is_null() ? std::shared_ptr<LayerBase>() : registry<LayerBase>().make(json);
}

void from_json(const Json& json, std::vector<Layer>& layers) {
  layers.clear();
  for (const Json& node : json.as_list()) layers.emplace_back(registry<LayerBase>().make(node));
}

Tensors Layer::input() const { return only_node().inputs; }

}  // namespace fovea
