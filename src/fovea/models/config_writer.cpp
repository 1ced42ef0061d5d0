#include <algorithm>
#include <map>
#include <set>

#include "fovea/layers/core/input.h"
#include "fovea/layers/size.h"
#include "fovea/models/config.h"
#include "fovea/models/operation_nodes.h"

namespace fovea {
namespace {

/// Writes a network and those nested in it. Layers that Keras must not make twice are told apart by numbers.
class ConfigWriter {
 public:
  explicit ConfigWriter(const Network& network) {
    count(network);
    for (const LayerBase* layer : order_)
      if (places_[layer] > 1) shared_[layer] = static_cast<std::int64_t>(shared_.size()) + 1;
  }

  Json config(const Network& network) const {
    return network.sequential() ? sequential(network) : functional(network);
  }

  Json node(const LayerBase& layer) const {
    Json node;
    if (const auto* network = dynamic_cast<const Network*>(&layer)) {
      node["module"] = network->sequential() ? "keras" : "keras.src.models.functional";
      node["class_name"] = network->class_name();
      node["config"] = config(*network);
      node["registered_name"] = network->sequential() ? Json() : Json("Functional");
      // A functional model is built when it is made.
      Json shape;
      if (network->sequential() && network->complete()) shape = to_json(network->inputs()[0].shape());
      if (!network->sequential() || network->complete()) node["build_config"] = Json::Object{{"input_shape", shape}};
    } else {
      node = registry<LayerBase>().node(layer);
      if (const Json shape = built_shape(layer); !shape.is_null())
        node["build_config"] = Json::Object{{"input_shape", shape}};
    }
    if (const auto found = shared_.find(&layer); found != shared_.end()) node["shared_object_id"] = found->second;
    return node;
  }

 private:
  void count(const Network& network) {
    for (const auto& layer : network.members()) {
      if (places_[layer.get()]++ > 0) continue;
      order_.push_back(layer.get());
      if (const auto* nested = dynamic_cast<const Network*>(layer.get())) count(*nested);
    }
  }

  /// The shapes of the first call that is still known.
  static Json built_shape(const LayerBase& layer) {
    for (const auto& weak : layer.nodes()) {
      const auto node = weak.lock();
      if (node == nullptr || node->inputs.size() == 0) continue;
      if (node->inputs.size() == 1) return to_json(node->inputs[0].shape());
      Json shapes = Json::list();
      for (const Tensor& tensor : node->inputs) shapes.push_back(to_json(tensor.shape()));
      return shapes;
    }
    return {};
  }

  Json sequential(const Network& network) const {
    if (!network.complete()) name_layers(network.members());
    Json config;
    config["name"] = network.title();
    config["trainable"] = network.trainable();
    config["dtype"] = to_json(DTypePolicy(network.dtype()));
    Json::List layers;
    for (const auto& layer : network.members()) layers.push_back(node(*layer));
    config["layers"] = std::move(layers);
    if (network.complete()) config["build_input_shape"] = to_json(network.inputs()[0].shape());
    return config;
  }

  Json functional(const Network& network) const {
    std::set<const Node*> calls;
    for (const auto& call : network.calls()) calls.insert(call.get());
    std::map<const Node*, std::int64_t> index;
    Json::List layers;
    for (const auto& layer : network.members()) {
      std::int64_t next = 0;
      for (const auto& weak : layer->nodes())
        if (const auto call = weak.lock(); calls.contains(call.get())) index[call.get()] = next++;
    }
    for (const Tensor& input : network.inputs())
      if (dynamic_cast<const InputLayer*>(input.node()->layer.get()) == nullptr)
        fail(ErrorKind::unsupported, network.who() +
                                         ": a file needs inputs made by Input(). Received the output of " +
                                         input.node()->layer->who() + ".");
    for (const auto& layer : network.members()) {
      Json written = node(*layer);
      written["name"] = layer->name();
      Json::List inbound;
      for (const auto& weak : layer->nodes())
        if (const auto call = weak.lock(); calls.contains(call.get()) && call->inputs.size() > 0)
          inbound.push_back(arguments(*call, index));
      written["inbound_nodes"] = std::move(inbound);
      layers.push_back(layer_as_operation(written));
    }
    Json config;
    config["name"] = network.title();
    config["trainable"] = network.trainable();
    config["layers"] = std::move(layers);
    config["input_layers"] = places(network.inputs(), index, network.in_lists().inputs);
    config["output_layers"] = places(network.outputs(), index, network.in_lists().outputs);
    return config;
  }

  static Json arguments(const Node& call, const std::map<const Node*, std::int64_t>& index) {
    Json::List tensors;
    for (const Tensor& tensor : call.inputs)
      tensors.push_back(Json::Object{
          {"class_name", "__keras_tensor__"},
          {"config", Json::Object{{"shape", to_json(tensor.shape())},
                                  {"dtype", "float32"},
                                  {"keras_history", Json::List{tensor.node()->layer->name(),
                                                               index.at(tensor.node().get()), tensor.output()}}}}});
    Json::List arguments;
    if (tensors.size() == 1)
      arguments = std::move(tensors);
    else
      arguments.push_back(std::move(tensors));
    Json named = Json::object();
    if (call.training.value) named["training"] = *call.training.value;
    return Json::Object{{"args", std::move(arguments)}, {"kwargs", std::move(named)}};
  }

  /// One [layer, call, output], or a list of them. Keras counts a nested functional model's calls from 1 here.
  static Json places(const Tensors& tensors, const std::map<const Node*, std::int64_t>& index, bool in_list) {
    Json::List list;
    for (const Tensor& tensor : tensors) {
      const LayerBase& layer = *tensor.node()->layer;
      const auto* nested = dynamic_cast<const Network*>(&layer);
      const std::int64_t call = index.at(tensor.node().get()) + (nested != nullptr && !nested->sequential() ? 1 : 0);
      list.push_back(Json::List{layer.name(), call, tensor.output()});
    }
    return list.size() == 1 && !in_list ? list[0] : Json(list);
  }

  std::map<const LayerBase*, int> places_;
  std::vector<const LayerBase*> order_;
  std::map<const LayerBase*, std::int64_t> shared_;
};

}  // namespace

Json Network::config() const { return ConfigWriter(*this).config(*this); }

Json model_node(const Model& model) { return ConfigWriter(model.network()).node(model.network()); }

}  // namespace fovea
