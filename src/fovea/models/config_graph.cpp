#include "fovea/models/config_graph.h"

#include <algorithm>
#include <map>

#include "fovea/layers/size.h"
#include "fovea/models/config.h"
#include "fovea/models/config_check.h"
#include "fovea/models/config_place.h"

namespace fovea {
namespace {

/// The number of dimensions of one shape; 0 for anything else.
std::size_t rank_of(const Json* shape) {
  if (shape == nullptr || !shape->is_list()) return 0;
  const Json::List& dims = shape->as_list();
  const auto is_dim = [](const Json& dim) { return dim.is_null() || dim.is_int(); };
  return std::all_of(dims.begin(), dims.end(), is_dim) ? dims.size() : 0;
}

std::size_t built_rank(const Json& node) {
  const Json* built = node.find("build_config");
  return rank_of(built == nullptr ? nullptr : built->find("input_shape"));
}

std::string name_of(const Json& node) {
  const Json* config = node.find("config");
  const Json* name = config == nullptr ? nullptr : config->find("name");
  return name != nullptr && name->is_string() ? name->as_string() : "";
}

struct InputShapeKey {
  const char* key;
  std::ptrdiff_t samples;  ///< axes before the picture's
};
constexpr InputShapeKey input_shape_keys[] = {
    {"batch_shape", 1}, {"batch_input_shape", 1}, {"shape", 0}, {"input_shape", 0}};

}  // namespace

ConfigGraph::ConfigGraph(const Json& node) : chain(is_class(node, "Sequential")), config_(node.at("config")) {
  if (config_.find("layers") == nullptr) return;
  const Json::List nodes = config_.at("layers").as_list();
  config_.erase("layers");
  if (chain)
    add_chain(nodes);
  else
    add_functional(nodes);
}

void ConfigGraph::add_chain(const Json::List& nodes) {
  const bool has_input = !nodes.empty() && is_class(nodes[0], "InputLayer");
  if (!has_input) layers.push_back({{}, "input", {{}}});
  for (Json node : nodes) {
    if (layers.size() == 1 && !has_input && node.find("config") != nullptr)
      if (const std::optional<Shape> shape = take_input_shape(node["config"]))
        layers[0].node =
            Json::Object{{"class_name", "InputLayer"}, {"config", Json::Object{{"batch_shape", to_json(*shape)}}}};
    const Use before{layers.size() - 1, 0, 0, built_rank(node)};
    layers.push_back({node, name_of(node), {layers.empty() ? Call() : Call{before}}});
  }
  inputs = {0};
  outputs = {{layers.size() - 1}};
}

void ConfigGraph::add_functional(const Json::List& nodes) {
  std::map<std::string, std::size_t> index;
  for (const Json& node : nodes) {
    layers.push_back({node, node.at("name").as_string()});
    index.emplace(layers.back().name, layers.size() - 1);
  }
  const auto use = [&](const TensorPlace& place) {
    const auto found = index.find(place.layer);
    return Use{found == index.end() ? nowhere : found->second, place.call, place.output};
  };
  for (Layer& layer : layers) {
    for (const Json& inbound : layer.node.at("inbound_nodes").as_list()) {
      Call& call = layer.calls.emplace_back();
      const Json* arguments = inbound.find("args");
      if (arguments == nullptr) continue;
      for (const Json* tensor : tensors_in(*arguments, layer.name)) {
        call.push_back(use(to_place(tensor->at("keras_history"))));
        call.back().rank = rank_of(tensor->find("shape"));
        call.back().tensor = Json::Object{{"class_name", "__keras_tensor__"}, {"config", *tensor}};
      }
    }
    if (is_class(layer.node, "InputLayer")) layer.calls = {{}};
  }
  for (const TensorPlace& place : places_in(config_.at("input_layers"))) inputs.push_back(use(place).layer);
  std::erase_if(inputs, [&](std::size_t i) { return i == nowhere || !is_class(layers[i].node, "InputLayer"); });
  for (const TensorPlace& place : places_in(config_.at("output_layers"))) {
    Use output = use(place);
    if (output.layer == nowhere) continue;
    // Keras counts a nested functional model's calls from 1 here.
    const Json& node = layers[output.layer].node;
    const bool nested = is_network_class(node.at("class_name").as_string()) && !is_class(node, "Sequential");
    if (nested && output.call > 0) --output.call;
    outputs.push_back(output);
  }
}

std::size_t ConfigGraph::input_rank(std::size_t layer) const {
  const Json& node = layers[layer].node;
  if (node.is_null()) return rank_of(config_.find("build_input_shape"));
  for (const auto& [key, samples] : input_shape_keys)
    if (const std::size_t rank = rank_of(node.at("config").find(key)); rank > 0) return rank + (samples == 0 ? 1 : 0);
  return 0;
}

void ConfigGraph::move_input(std::size_t layer) {
  const auto move = [](Json& config, const char* key, std::ptrdiff_t samples) {
    const Json* shape = config.find(key);
    if (rank_of(shape) <= static_cast<std::size_t>(samples)) return;
    Json::List dims = shape->as_list();
    std::rotate(dims.begin() + samples, dims.begin() + samples + 1, dims.end());
    config[key] = std::move(dims);
  };
  if (chain) move(config_, "build_input_shape", 1);
  if (!layers[layer].node.is_null())
    for (const auto& [key, samples] : input_shape_keys) move(layers[layer].node["config"], key, samples);
}

Json ConfigGraph::config() const {
  Json config = config_;
  if (layers.empty()) return config;
  Json::List nodes;
  for (const Layer& layer : layers) {
    nodes.insert(nodes.end(), layer.before.begin(), layer.before.end());
    if (layer.node.is_null()) continue;
    nodes.push_back(layer.node);
    if (chain || is_class(layer.node, "InputLayer")) continue;
    Json::List inbound = layer.node.at("inbound_nodes").as_list();
    for (std::size_t i = 0; i < inbound.size(); ++i) {
      Json::List tensors;
      for (const Use& use : layer.calls[i]) tensors.push_back(use.tensor);
      if (!tensors.empty()) inbound[i]["args"] = tensors.size() == 1 ? tensors : Json::List{tensors};
    }
    nodes.back()["inbound_nodes"] = std::move(inbound);
  }
  config["layers"] = std::move(nodes);
  return config;
}

}  // namespace fovea
