#include "fovea/models/network.h"

#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>

#include "fovea/base/text.h"
#include "fovea/graph/build.h"
#include "fovea/layers/core/input.h"
#include "fovea/models/trainer.h"

namespace fovea {
namespace {

thread_local int without_initial_values = 0;

std::int64_t layers_run_by(const LayerBase& layer) {
  const auto* nested = dynamic_cast<const Network*>(&layer);
  return nested == nullptr ? 1 : nested->layers_run();
}

/// Pages of new weights are untouched until their first values are written. Then it is too late for an Error: the system
/// ends a process that has taken more than there is.
void check_memory(const std::vector<Weight>& weights) {
  const auto there = static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  double wanted = 0;
  for (const Weight& weight : weights) wanted += static_cast<double>(weight.variable->value.bytes());
  if (wanted > there)
    fail(ErrorKind::resource,
         "The weights of the model need " + std::to_string(static_cast<std::int64_t>(wanted / (1 << 20))) +
             " MiB. This machine has " + std::to_string(static_cast<std::int64_t>(there / (1 << 20))) +
             " MiB of memory. Use a smaller model.");
}

}  // namespace

WithoutInitialValues::WithoutInitialValues() { ++without_initial_values; }
WithoutInitialValues::~WithoutInitialValues() { --without_initial_values; }

Network::Network(const Tensors& inputs, const Tensors& outputs, std::string name) : LayerBase({std::move(name)}) {
  finish(inputs, outputs);
}

Network::Network(std::vector<Layer> chain, std::string name)
    : LayerBase({std::move(name)}), sequential_(true), chain_(std::move(chain)) {
  for (const Layer& layer : chain_) layers_run_ += layers_run_by(layer.base());
  if (!chain_.empty()) {
    LayerBase& first = chain_[0].base();
    if (auto* input = dynamic_cast<InputLayer*>(&first))
      build_chain(input->shape().with_front(None));
    else if (const auto* nested = dynamic_cast<Network*>(&first);
             nested != nullptr && nested->complete() && nested->inputs().size() == 1)
      build_chain(nested->inputs()[0].shape());
  }
}

void Network::build_chain(const Shape& input_shape) {
  if (complete_) return;
  auto layer = chain_.begin();
  Tensor x;
  if (layer != chain_.end() && dynamic_cast<InputLayer*>(&layer->base()) != nullptr)
    x = (*layer++)({});
  else
    x = Input(input_shape.tail(1));
  const Tensor input = x;
  for (; layer != chain_.end(); ++layer) x = (*layer)(x);
  finish(input, x);
}

namespace {

/// Paths of the weights of a layer and of those that it is made of.
void name_weights(const LayerBase& layer, const std::string& above) {
  const std::string place = above + layer.name() + "/";
  for (const Weight& weight : layer.own_weights()) weight.variable->path = place + weight.variable->name;
  for (const LayerBase::Part& part : layer.parts()) name_weights(*part.layer, place);
}

}  // namespace

void Network::finish(const Tensors& inputs, const Tensors& outputs) {
  topology_ = sort_topology(inputs, outputs);
  name_layers(topology_.layers);
  inputs_ = inputs;
  outputs_ = outputs;
  complete_ = true;
  if (!sequential_)
    for (const auto& node : topology_.nodes) layers_run_ += layers_run_by(*node->layer);
  std::set<const Variable*> seen;
  std::uint64_t stream = 0;
  for (const auto& layer : topology_.layers) {
    const bool nested = dynamic_cast<const Network*>(layer.get()) != nullptr;
    if (!nested) name_weights(*layer, "");
    for (const Weight& weight : layer->weights()) {
      if (!seen.insert(weight.variable.get()).second) continue;
      if (nested) weight.variable->path = layer->name() + "/" + weight.variable->path;
      all_weights_.push_back(weight);
    }
  }
  if (without_initial_values > 0) return;
  check_memory(all_weights_);
  for (const auto& layer : topology_.layers)
    for (const Weight& weight : layer->weights()) {
      // Others were made and perhaps trained in another model.
      if (weight.variable->version > 0) continue;
      weight.initializer->fill(weight.variable->value, Random(0, layer->serial() << 8 | stream++));
      weight.variable->version = 1;
    }
}

const Tensors& Network::inputs() const {
  if (!complete_)
    refuse(ErrorKind::usage,
           "is not built yet: its input shape is not known. Begin it with Input(shape) or give it data.");
  return inputs_;
}

const Tensors& Network::outputs() const {
  inputs();
  return outputs_;
}

std::string Network::title() const { return name().empty() ? to_snake_case(class_name()) : name(); }

std::vector<std::shared_ptr<LayerBase>> Network::members() const {
  if (!sequential_) return topology_.layers;
  std::vector<std::shared_ptr<LayerBase>> members;
  for (const Layer& layer : chain_) members.push_back(layer.pointer());
  if (complete_ && (members.empty() || members[0] != inputs_[0].node()->layer))
    members.insert(members.begin(), inputs_[0].node()->layer);
  return members;
}

std::vector<Weight> Network::trainable_weights() const {
  std::vector<Weight> result;
  if (!trainable()) return result;
  std::set<const Variable*> seen;
  for (const auto& layer : topology_.layers) {
    if (!layer->trainable()) continue;
    const auto* nested = dynamic_cast<const Network*>(layer.get());
    for (const Weight& weight : nested != nullptr ? nested->trainable_weights() : layer->weights())
      if (weight.variable->trainable && seen.insert(weight.variable.get()).second) result.push_back(weight);
  }
  return result;
}

void Network::set_trainable(bool trainable) {
  LayerBase::set_trainable(trainable);
  for (const auto& layer : topology_.layers) layer->set_trainable(trainable);
}

Trainer& Network::trainer() {
  if (!trainer_) trainer_ = std::make_shared<Trainer>(*this);
  return *trainer_;
}

void Network::build(std::span<const Shape> inputs) {
  if (!complete_ && !inputs.empty()) build_chain(inputs[0]);
}

std::vector<Shape> Network::output_shapes(std::span<const Shape> inputs) const {
  if (!complete_) const_cast<Network*>(this)->build(inputs);  // a chain learns its shape from its first call
  if (inputs.size() != inputs_.size())
    refuse(ErrorKind::shape,
           "takes " + std::to_string(inputs_.size()) + " inputs. Received " + std::to_string(inputs.size()) + ".");
  std::map<const Node*, std::vector<Shape>> shapes;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Shape& expected = inputs_[i].shape();
    bool fits = expected.rank() == inputs[i].rank();
    for (int d = 1; fits && d < expected.rank(); ++d)
      fits = expected[d] == None || inputs[i][d] == None || expected[d] == inputs[i][d];
    if (!fits)
      refuse(ErrorKind::shape,
             "expects input of shape " + to_string(expected) + ". Received " + to_string(inputs[i]) + ".");
    shapes[inputs_[i].node().get()] = {inputs[i]};
  }
  for (const auto& node : topology_.nodes) {
    if (shapes.contains(node.get())) continue;
    std::vector<Shape> arguments;
    for (const Tensor& tensor : node->inputs)
      arguments.push_back(shapes.at(tensor.node().get())[static_cast<std::size_t>(tensor.output())]);
    shapes[node.get()] = node->layer->checked_output_shapes(arguments);
  }
  std::vector<Shape> result;
  for (const Tensor& output : outputs_)
    result.push_back(shapes.at(output.node().get())[static_cast<std::size_t>(output.output())]);
  return result;
}

ValueId Network::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  std::vector<ValueId> penalties;
  std::uint64_t next_node = 0;
  return inline_into(e, inputs, "", penalties, next_node).at(0);
}

std::vector<ValueId> Network::inline_into(const Emitter& e, std::span<const ValueId> inputs, const std::string& path,
                                          std::vector<ValueId>& penalties, std::uint64_t& next_node) const {
  std::map<const Node*, std::vector<ValueId>> values;
  for (std::size_t i = 0; i < inputs_.size(); ++i) values[inputs_[i].node().get()] = {inputs[i]};
  for (const auto& node : topology_.nodes) {
    if (values.contains(node.get())) continue;
    const LayerBase& layer = *node->layer;
    std::vector<ValueId> arguments;
    for (const Tensor& tensor : node->inputs)
      arguments.push_back(values.at(tensor.node().get())[static_cast<std::size_t>(tensor.output())]);
    Emitter call = e;
    call.training = node->training.in(e.training);
    if (const auto* nested = dynamic_cast<const Network*>(&layer)) {
      values[node.get()] = nested->inline_into(call, arguments, path + layer.name() + "/", penalties, next_node);
      continue;
    }
    e.graph.set_node(path + layer.name());
    call.node = next_node++;
    const ValueId result = layer.emit(call, arguments);
    values[node.get()] = {result};
    if (const Regularizer* regularizer = layer.activity_regularizer(); regularizer != nullptr) {
      const ValueId penalty = regularizer->emit(e.graph, result);
      const double batch = static_cast<double>(e.graph.shape(result)[0]);
      penalties.push_back(build::unary(e.graph, penalty, Unary::affine, 1 / batch, 0));
    }
  }
  std::vector<ValueId> results;
  for (const Tensor& output : outputs_)
    results.push_back(values.at(output.node().get())[static_cast<std::size_t>(output.output())]);
  return results;
}

}  // namespace fovea
