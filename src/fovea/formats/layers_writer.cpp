#include <map>
#include <set>

#include "fovea/base/text.h"
#include "fovea/formats/layers_file.h"
#include "fovea/formats/signatures.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/size.h"

namespace fovea {
namespace {

/// Layers in the order of the text, with the names that it must give: those that would not come by themselves.
class Names {
 public:
  void add(const LayerBase& layer) {
    const bool input = dynamic_cast<const InputLayer*>(&layer) != nullptr;
    const std::string base = input ? "input_layer" : to_snake_case(layer.keras_class());
    const int next = used_[base];
    if (layer.name() == base + (next == 0 ? "" : "_" + std::to_string(next)))
      ++used_[base];
    else
      given_.insert(layer.name());
  }
  /// A name that is given may be one that another layer would get: then all are given.
  void finish() {
    for (const auto& [base, count] : used_)
      for (const std::string& name : given_) all_ = all_ || name == base || name.starts_with(base + "_");
  }
  bool must_give(const LayerBase& layer) const { return all_ || given_.contains(layer.name()); }

 private:
  std::map<std::string, int> used_;
  std::set<std::string> given_;
  bool all_ = false;
};

/// Keras' nodes of dtype policies by their names alone, those of layers inside too.
Json with_plain_dtypes(const Json& config) {
  if (config.is_list()) {
    Json::List items;
    for (const Json& item : config.as_list()) items.push_back(with_plain_dtypes(item));
    return items;
  }
  if (!config.is_object()) return config;
  const Json* name = config.find("class_name");
  if (name != nullptr && *name == Json("DTypePolicy")) return config.at("config").at("name");
  Json::Object members;
  for (const auto& [key, value] : config.as_object()) members.emplace_back(key, with_plain_dtypes(value));
  return members;
}

std::string call_text(const LayerBase& layer, const Names& names, bool qualified) {
  Json config = layer.config();
  Json node;
  node["class_name"] = layer.class_name();
  if (const auto* input = dynamic_cast<const InputLayer*>(&layer)) {
    node["class_name"] = "Input";
    config["shape"] = to_json(input->shape());
    if (const Json samples = config["batch_shape"].as_list().at(0); !samples.is_null())
      config["batch_size"] = samples;
    config.erase("batch_shape");
  }
  if (!names.must_give(layer)) config.erase("name");
  node["config"] = with_plain_dtypes(config);
  return to_call_text(node, find_signature, qualified);
}

[[noreturn]] void refuse(const LayerBase& layer, const char* what) {
  fail(ErrorKind::unsupported, layer.who() + ": a .layers text has no " + what + ". Save the model as .keras.");
}

std::string graph_text(const Network& network, bool qualified) {
  std::vector<std::shared_ptr<Node>> calls;
  for (const Tensor& input : network.inputs()) calls.push_back(input.node());
  for (const auto& call : network.calls())
    if (call->inputs.size() > 0) calls.push_back(call);
  Names names;
  std::set<const LayerBase*> met;
  for (const auto& call : calls) {
    if (dynamic_cast<const Network*>(call->layer.get()) != nullptr) refuse(*call->layer, "models inside models");
    if (!met.insert(call->layer.get()).second) refuse(*call->layer, "layers that are called twice");
    if (call->training.value && !call->training.overruled) refuse(*call->layer, "argument training of a call");
    names.add(*call->layer);
  }
  names.finish();
  const Tensors& outputs = network.outputs();
  std::map<const Node*, std::string> values;
  std::string text;
  for (const auto& call : calls) {
    std::string value = "v" + std::to_string(values.size());
    for (std::size_t i = 0; i < outputs.size(); ++i)
      if (outputs[i].node() == call) value = outputs.size() == 1 ? "output" : "output_" + std::to_string(i);
    std::vector<std::string> arguments;
    for (const Tensor& input : call->inputs) arguments.push_back(values.at(input.node().get()));
    text += value + " = " + call_text(*call->layer, names, qualified);
    if (arguments.size() == 1) text += "(" + arguments[0] + ")";
    if (arguments.size() > 1) text += "([" + join(arguments, ", ") + "])";
    text += "\n";
    values[call.get()] = value;
  }
  return text;
}

}  // namespace

std::string write_layers(const Model& model, bool qualified) {
  const Network& network = model.network();
  if (!network.sequential()) return graph_text(network, qualified);
  const auto members = network.members();
  if (!network.complete()) name_layers(members);
  Names names;
  std::set<const LayerBase*> met;
  for (const auto& layer : members) {
    if (dynamic_cast<const Network*>(layer.get()) != nullptr) refuse(*layer, "models inside models");
    if (!met.insert(layer.get()).second) refuse(*layer, "layers that stand in it twice");
    names.add(*layer);
  }
  names.finish();
  std::string text;
  for (const auto& layer : members) text += call_text(*layer, names, qualified) + "\n";
  return text;
}

}  // namespace fovea
