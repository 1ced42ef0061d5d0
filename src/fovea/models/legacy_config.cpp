#include "fovea/models/legacy_config.h"

#include <algorithm>
#include <map>

#include "fovea/base/error.h"
#include "fovea/layers/activations/function.h"
#include "fovea/models/config_check.h"
#include "fovea/models/legacy_crop.h"
#include "fovea/models/legacy_operations.h"
#include "fovea/models/operation_nodes.h"

namespace fovea {
namespace {

/// Keras 2 writes an argument of a call that is no tensor as ["_CONSTANT_VALUE", -1, value, {...}].
constexpr const char* constant_mark = "_CONSTANT_VALUE";

/// ["name", call, output] or ["name", call, output, {more arguments}].
bool is_reference(const Json& json) {
  if (!json.is_list()) return false;
  const Json::List& parts = json.as_list();
  return (parts.size() == 3 || parts.size() == 4) && parts[0].is_string() && parts[1].is_int() &&
         (parts[2].is_int() || parts[0] == Json(constant_mark)) && (parts.size() == 3 || parts[3].is_object());
}

/// Rewrites the calls of one functional model.
class Calls {
 public:
  explicit Calls(const Json::List& layers) {
    for (const Json& node : layers)
      if (is_network(node)) first_call_[node.at("name").as_string()] = -1;
  }

  /// Notes which calls are named in a structure. A nested model's calls count from 0 in some versions, from 1 in others,
  /// and the first one is always used.
  void look_at(const Json& json) {
    if (is_reference(json)) {
      const Json::List& parts = json.as_list();
      if (const auto found = first_call_.find(parts[0].as_string()); found != first_call_.end())
        found->second = found->second < 0 ? parts[1].as_int() : std::min(found->second, parts[1].as_int());
      if (parts.size() == 4) look_at(parts[3]);
    } else if (json.is_list()) {
      for (const Json& item : json.as_list()) look_at(item);
    } else if (json.is_object()) {
      for (const auto& [key, value] : json.as_object()) look_at(value);
    }
  }

  /// One call: tensors become Keras 3's, further arguments go to *kwargs.
  Json argument(const Json& json, Json* kwargs) const {
    if (is_reference(json)) {
      const Json::List& parts = json.as_list();
      if (parts.size() == 4)
        for (const auto& [key, value] : parts[3].as_object()) (*kwargs)[key] = argument(value, kwargs);
      return parts[0] == Json(constant_mark) ? parts[2] : tensor(parts);
    }
    if (json.is_list()) {
      Json::List items;
      for (const Json& item : json.as_list()) items.push_back(argument(item, kwargs));
      return items;
    }
    if (!json.is_object()) return json;
    Json::Object members;
    for (const auto& [key, value] : json.as_object()) members.emplace_back(key, argument(value, kwargs));
    return members;
  }

  /// The model's inputs or outputs. Keras 3 counts the calls of a nested functional model from 1 here.
  Json places(const Json& json, const Json::List& layers) const {
    if (is_reference(json)) {
      Json::List parts = json.as_list();
      parts[1] = parts[1].as_int() - first_call(parts[0]);
      for (const Json& node : layers)
        if (is_network(node) && node.at("name") == parts[0] && !is_class(node, "Sequential"))
          parts[1] = parts[1].as_int() + 1;
      return parts;
    }
    if (!json.is_list()) return json;
    Json::List items;
    for (const Json& item : json.as_list()) items.push_back(places(item, layers));
    return items;
  }

 private:
  std::int64_t first_call(const Json& name) const {
    const auto found = first_call_.find(name.as_string());
    return found == first_call_.end() ? 0 : std::max<std::int64_t>(found->second, 0);
  }

  Json tensor(const Json::List& parts) const {
    const Json::List history{parts[0], parts[1].as_int() - first_call(parts[0]), parts[2]};
    return Json::Object{{"class_name", "__keras_tensor__"}, {"config", Json::Object{{"keras_history", history}}}};
  }

  std::map<std::string, std::int64_t> first_call_;
};

/// True where a model's calls are nested lists.
bool has_legacy_calls(const Json::List& layers) {
  for (const Json& node : layers)
    if (const Json* calls = node.find("inbound_nodes"); calls != nullptr && calls->is_list())
      if (std::ranges::any_of(calls->as_list(), &Json::is_list)) return true;
  return false;
}

void rewrite_calls(Json& config) {
  Json::List layers = config.at("layers").as_list();
  Calls calls(layers);
  for (const Json& node : layers) calls.look_at(node.at("inbound_nodes"));
  for (const char* key : {"input_layers", "output_layers"}) calls.look_at(config.at(key));
  for (Json& node : layers) {
    Json::List rewritten;
    for (const Json& call : node.at("inbound_nodes").as_list()) {
      Json kwargs = Json::object();
      const Json argument = calls.argument(call, &kwargs);
      // [["x", 0, 0]] is a call with the tensor x, not with a list of it.
      Json::List args{only_item(argument)};
      const Json* training = kwargs.find("training");
      const Json heeded = training == nullptr ? Json() : *training;
      kwargs.erase("training");
      rewritten.push_back(
          Json::Object{{"args", std::move(args)}, {"kwargs", std::move(kwargs)}, {"training", heeded}});
    }
    node["inbound_nodes"] = std::move(rewritten);
  }
  // A list around one place means nothing there; to Keras 3 it makes a model that gives a list.
  for (const char* key : {"input_layers", "output_layers"})
    config[key] = only_item(calls.places(config.at(key), layers));
  config["layers"] = std::move(layers);
}

/// Keras 2 wrote losses and metrics that are functions as wrappers, and kept the function's name in others.
Json keras3_objective(const Json& given) {
  if (given.is_list()) {
    Json::List items;
    for (const Json& item : given.as_list()) items.push_back(keras3_objective(item));
    return items;
  }
  if (given.is_object() && given.find("class_name") == nullptr) {
    Json by_output = Json::object();
    for (const auto& [output, value] : given.as_object()) by_output[output] = keras3_objective(value);
    return by_output;
  }
  Json node = keras3_object(given);
  const Json* config = node.find("config");
  const Json* function = config == nullptr ? nullptr : config->find("fn");
  if (function == nullptr) return node;
  const Json name = *function;
  node["config"].erase("fn");
  if (node.at("class_name").as_string().ends_with("Wrapper") && name.is_string()) node["class_name"] = name;
  return node;
}

/// Keras 2 puts an output's name before those of its metrics, and does so once.
Json without_output(const Json& metric, const std::string& output) {
  if (metric.is_list()) {
    Json::List items;
    for (const Json& item : metric.as_list()) items.push_back(without_output(item, output));
    return items;
  }
  const Json* config = metric.find("config");
  const Json* name = config == nullptr ? nullptr : config->find("name");
  if (name == nullptr || !name->is_string() || !name->as_string().starts_with(output + "_")) return metric;
  Json renamed = metric;
  renamed["config"]["name"] = name->as_string().substr(output.size() + 1);
  return renamed;
}

/// Metrics of Keras 1 and 2, by output where there are several. A list without lists in it is for each of them: that is
/// written under the name "".
Json keras3_metrics(const Json& metrics, const std::vector<std::string>& outputs) {
  if (outputs.size() < 2 || metrics.is_null()) return metrics;
  Json by_output = Json::object();
  if (metrics.is_object() && metrics.find("class_name") == nullptr) {
    for (const auto& [output, value] : metrics.as_object()) by_output[output] = without_output(value, output);
    return by_output;
  }
  const auto is_container = [](const Json& item) {
    return item.is_list() || (item.is_object() && item.find("class_name") == nullptr);
  };
  if (!metrics.is_list() || std::ranges::none_of(metrics.as_list(), is_container)) {
    by_output[""] = metrics;
    return by_output;
  }
  if (metrics.as_list().size() != outputs.size()) return metrics;  // whoever compiles refuses it
  for (std::size_t i = 0; i < outputs.size(); ++i)
    by_output[outputs[i]] = without_output(metrics.as_list()[i], outputs[i]);
  return by_output;
}

/// Keras 1 and 2 let any learning rate decay by lr / (1 + decay * iteration).
Json keras3_optimizer(const Json& given) {
  Json node = keras3_object(given);
  const Json* found = node.find("config");
  if (found == nullptr || !found->is_object()) return node;
  // LossScaleOptimizer keeps float16's gradients from vanishing; what it wraps is trained with here.
  if (const Json* inner = found->find("inner_optimizer")) return keras3_optimizer(*inner);
  // Keras 2.14 and later call their own optimizers so in HDF5 files.
  constexpr std::string_view own = "Custom>";
  if (const std::string name = node.at("class_name").as_string(); name.starts_with(own))
    node["class_name"] = name.substr(own.size());
  Json& config = node["config"];
  for (const char* key : {"is_legacy_optimizer", "jit_compile", "schedule_decay", "momentum_cache"})
    config.erase(key);
  if (const Json* name = config.find("name"); name != nullptr && name->is_null()) config.erase("name");
  const Json* decay = config.find("decay");
  if (decay == nullptr) return node;
  // Nadam's is that of its momenta.
  const double rate = decay->is_number() && !is_class(node, "Nadam") ? decay->as_double() : 0;
  config.erase("decay");
  const char* key = config.find("lr") != nullptr ? "lr" : "learning_rate";
  if (const Json* initial = config.find(key); rate > 0 && initial != nullptr && initial->is_number())
    config[key] = Json::Object{
        {"class_name", "InverseTimeDecay"},
        {"config",
         Json::Object{{"initial_learning_rate", Json(*initial)}, {"decay_steps", 1}, {"decay_rate", rate}}}};
  return node;
}

/// Keras 1 and 2 have another function of this name.
void tell_hard_sigmoid(Json& layer) {
  const Json* activation = layer.at("config").find("activation");
  const bool function = activation != nullptr && is_class(*activation, "function");
  const Json* name = function ? activation->find("config") : activation;
  if (name != nullptr && *name == Json("hard_sigmoid")) layer["config"]["activation"] = keras2_hard_sigmoid;
}

Json upgraded(const Json& given, std::vector<std::string>& warnings, bool older) {
  if (!given.is_object() || given.find("config") == nullptr) return given;
  if (!is_network(given)) {
    Json layer = keras3_layer(given, warnings);
    if (!older) return layer;
    tell_hard_sigmoid(layer);
    return keras3_crop(layer);
  }
  Json node = given;
  if (is_class(node, "Model")) node["class_name"] = "Functional";
  for (const char* key : {"keras_version", "backend"}) node.erase(key);
  if (const Json* module = node.find("module"); module != nullptr && module->is_string()) node.erase("module");
  Json& config = node["config"];
  if (config.is_list()) config = Json::Object{{"name", "sequential"}, {"layers", config}};
  const Json* members = config.find("layers");
  if (members == nullptr || !members->is_list()) return node;
  const bool legacy = has_legacy_calls(members->as_list());  // which knew no operations among layers
  if (legacy) rewrite_calls(config);
  Json::List layers;
  for (const Json& layer : config.at("layers").as_list())
    layers.push_back(is_tensorflow_operation(layer)   ? keras3_operation(layer)
                     : !legacy && is_operation(layer) ? operation_as_layer(layer)
                                                      : upgraded(layer, warnings, older));
  config["layers"] = std::move(layers);
  return node;
}

}  // namespace

Json only_item(const Json& json) { return json.is_list() && json.as_list().size() == 1 ? json.as_list()[0] : json; }

Json keras3_node(const Json& given, std::vector<std::string>& warnings, const std::string& version) {
  const Json* own = version.empty() ? given.find("keras_version") : nullptr;
  const std::string& writer = own != nullptr && own->is_string() ? own->as_string() : version;
  return upgraded(given, warnings, before_keras3(writer));
}

bool before_keras3(const std::string& version) { return version.starts_with("1.") || version.starts_with("2."); }

Json keras3_compile_config(const Json& training_config, const std::vector<std::string>* outputs) {
  Json config = Json::object();
  for (const auto& [key, value] : training_config.as_object())
    if (key == "optimizer_config" || key == "optimizer")
      config["optimizer"] = keras3_optimizer(value);
    else if (outputs != nullptr && key.ends_with("metrics"))
      config[key] = keras3_metrics(keras3_objective(value), *outputs);
    else if (key != "sample_weight_mode")
      config[key] = keras3_objective(value);
  return config;
}

}  // namespace fovea
