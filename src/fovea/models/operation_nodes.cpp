#include "fovea/models/operation_nodes.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/base/whole_number.h"
#include "fovea/layers/layer.h"
#include "fovea/models/config_check.h"

namespace fovea {
namespace {

constexpr std::string_view prefix = "ops.";

/// What a call of an operation takes by position; the first of them are tensors or numbers, `key` and the like never
/// are tensors.
struct Signature {
  std::string_view class_name;
  std::vector<const char*> operands;   ///< tensors, each of which may be numbers
  std::vector<const char*> constants;  ///< by position behind them
  std::vector<const char*> keywords;
};

const Signature& signature_of(std::string_view class_name) {
  static const std::vector<Signature> special{
      {"Add", {"x1", "x2"}, {}, {}},     {"Divide", {"x1", "x2"}, {}, {}},       {"Matmul", {"x1", "x2"}, {}, {}},
      {"Maximum", {"x1", "x2"}, {}, {}}, {"Minimum", {"x1", "x2"}, {}, {}},      {"Multiply", {"x1", "x2"}, {}, {}},
      {"Power", {"x1", "x2"}, {}, {}},   {"Subtract", {"x1", "x2"}, {}, {}},     {"TrueDivide", {"x1", "x2"}, {}, {}},
      {"GetItem", {"x"}, {"key"}, {}},   {"Pad", {"x"}, {}, {"constant_values"}}};
  static const Signature usual{"", {"x"}, {}, {}};
  const auto found = std::ranges::find(special, class_name, &Signature::class_name);
  return found == special.end() ? usual : *found;
}

std::string_view module_of(std::string_view class_name) {
  static constexpr std::string_view of_nn[] = {
      "Elu",  "Gelu",  "HardSigmoid", "HardSilu", "HardTanh", "LeakyRelu", "LogSigmoid", "Normalize",
      "Relu", "Relu6", "Selu",        "Sigmoid",  "Silu",     "Softmax",   "Softplus",   "Softsign"};
  if (std::ranges::find(of_nn, class_name) != std::end(of_nn)) return "keras.src.ops.nn";
  return class_name == "Cast"     ? "keras.src.ops.core"
         : class_name == "Resize" ? "keras.src.ops.image"
                                  : "keras.src.ops.numpy";
}

bool holds_tensor(const Json& json) {
  if (json.is_list()) return std::ranges::any_of(json.as_list(), holds_tensor);
  return is_class(json, "__keras_tensor__");
}

/// Keras' node of one part of a subscript, or a list of them, as Python writes it.
std::string subscript_text(const Json& key, const std::string& who) {
  if (key.is_list()) {
    std::vector<std::string> parts;
    for (const Json& part : key.as_list()) parts.push_back(subscript_text(part, who));
    return join(parts, ", ");
  }
  if (key.is_int()) return key.dump();
  if (key.is_null()) return "None";
  if (is_class(key, "__ellipsis__")) return "...";
  const Json* slice = is_class(key, "__slice__") ? key.find("config") : &key;
  if (slice == nullptr || slice->find("start") == nullptr)
    fail(ErrorKind::unsupported, who + ": is indexed by " + key.dump().substr(0, 60) +
                                     "; integers, slices, ... and None are available. Write the model with those.");
  const auto bound = [&](const char* which) {
    const Json* value = slice->find(which);
    return value == nullptr || value->is_null() ? std::string() : std::to_string(value->as_int());
  };
  const std::string step = bound("step");
  return bound("start") + ":" + bound("stop") + (step.empty() ? "" : ":" + step);
}

Json subscript_node(const std::string& text) {
  Json::List parts;
  for (const std::string& word : split(text, ',')) {
    const auto number = [](const std::string& digits) {
      const std::optional<std::int64_t> value = whole_number(digits);
      return value ? Json(*value) : Json();
    };
    const std::vector<std::string> bounds = split(word, ':');
    if (word.find("...") != std::string::npos)
      parts.push_back(Json::Object{{"class_name", "__ellipsis__"}, {"config", Json::object()}});
    else if (bounds.size() == 1)
      parts.push_back(number(word));  // none of "None"
    else
      parts.push_back(
          Json::Object{{"class_name", "__slice__"},
                       {"config", Json::Object{{"start", number(bounds[0])},
                                               {"stop", number(bounds[1])},
                                               {"step", bounds.size() > 2 ? number(bounds[2]) : Json()}}}});
  }
  return parts.size() == 1 ? parts[0] : Json(parts);
}

/// Keras' node of an array, numpy's or a constant tensor, as the list of lists that it holds.
Json plain_numbers(const Json& value) {
  return is_class(value, "__numpy__") || is_class(value, "__tensor__") ? value.at("config").at("value") : value;
}

/// A call's tensors; its numbers and the like become arguments in *config.
Json::List take_tensors(const Json& call, const Signature& signature, Json* config, const std::string& who) {
  Json::List tensors;
  const Json::List& args = call.at("args").as_list();
  const auto take = [&](const char* key, const Json& value, bool operand) {
    if (operand && holds_tensor(value)) {
      tensors.push_back(value);
      return;
    }
    const Json now = std::string_view(key) == "key" ? Json(subscript_text(value, who)) : plain_numbers(value);
    if (const Json* before = config->find(key); before != nullptr && !(*before == now))
      fail(ErrorKind::unsupported, who + ": is called several times with different numbers, which is not available.");
    (*config)[key] = now;
  };
  std::vector<std::pair<const char*, bool>> parameters;
  for (const char* key : signature.operands) parameters.emplace_back(key, true);
  for (const char* key : signature.constants) parameters.emplace_back(key, false);
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (i >= parameters.size() && !args[i].is_null())
      fail(ErrorKind::unsupported,
           who + ": is called with the argument " + args[i].dump().substr(0, 60) + ", which is not available.");
    if (i < parameters.size()) take(parameters[i].first, args[i], parameters[i].second);
  }
  for (const auto& [key, value] : call.at("kwargs").as_object()) {
    if (value.is_null()) continue;
    const auto known =
        std::ranges::find(parameters, std::string_view(key), [](const auto& p) { return std::string_view(p.first); });
    if (known != parameters.end())
      take(known->first, value, known->second);
    else if (const auto keyword = std::ranges::find(signature.keywords, std::string_view(key));
             keyword != signature.keywords.end())
      take(*keyword, value, false);
    else
      fail(ErrorKind::unsupported, who + ": is called with the argument '" + key + "', which is not available.");
  }
  return tensors;
}

/// Whole-model HDF5 files of Keras 3 name no modules, but layers say there whether they are trained. A layer takes what a
/// list holds, where an operation of its name takes several values.
bool is_operation_without_module(const Json& node) {
  const Json *name = node.find("class_name"), *config = node.find("config"), *calls = node.find("inbound_nodes");
  if (name == nullptr || !name->is_string() || config == nullptr || !config->is_object() || calls == nullptr)
    return false;
  const Registry<LayerBase>& layers = registry<LayerBase>();
  if (config->find("trainable") != nullptr || layers.find(std::string(prefix) + name->as_string()) == nullptr)
    return false;
  return layers.find(name->as_string()) == nullptr || config->find("newshape") != nullptr ||
         std::ranges::any_of(calls->as_list(),
                             [](const Json& call) { return call.at("args").as_list().size() != 1; });
}

}  // namespace

bool is_operation(const Json& node) {
  const Json* module = node.find("module");
  if (module == nullptr) return is_operation_without_module(node);
  if (!module->is_string()) return false;
  const std::string& text = module->as_string();
  return text.starts_with("keras.src.ops.") || text == "keras.ops" || text.starts_with("keras.ops.");
}

Json operation_as_layer(const Json& given) {
  Json node = given;
  const std::string name = node.at("class_name").as_string();
  const Signature& signature = signature_of(name);
  for (const char* key : {"module", "registered_name", "build_config"}) node.erase(key);
  node["class_name"] = std::string(prefix) + name;
  if (registry<LayerBase>().find(node.at("class_name").as_string()) == nullptr) return node;
  Json& config = node["config"];
  if (name == "Cast" && config.find("dtype") != nullptr) {
    config["to"] = Json(config.at("dtype"));  // a copy: a new member moves the others
    config.erase("dtype");
  }
  Json::List calls;
  for (const Json& call : node.at("inbound_nodes").as_list()) {
    Json::List args = take_tensors(call, signature, &config, name + " '" + node.at("name").as_string() + "'");
    calls.push_back(Json::Object{{"args", std::move(args)}, {"kwargs", Json::object()}});
  }
  node["inbound_nodes"] = std::move(calls);
  return node;
}

Json layer_as_operation(const Json& given) {
  const std::string& full = given.at("class_name").as_string();
  if (!full.starts_with(prefix)) return given;
  const std::string name = full.substr(prefix.size());
  const Signature& signature = signature_of(name);
  const Json& options = given.at("config");
  Json config = Json::Object{{"name", options.at("name")}};
  const auto in_call = [&](const std::string& key) {
    const auto has = [&](const auto& keys) { return std::ranges::find(keys, std::string_view(key)) != keys.end(); };
    return has(signature.operands) || has(signature.constants) || has(signature.keywords);
  };
  for (const auto& [key, value] : options.as_object())
    if (key != "name" && key != "trainable" && key != "dtype" && !in_call(key))
      config[key == "to" ? "dtype" : key] = value;
  if (name == "Max" || name == "Min") config["initial"] = Json();
  Json::List calls;
  for (const Json& call : given.at("inbound_nodes").as_list()) {
    Json::List tensors = call.at("args").as_list(), args;
    // Two tensors of a pair stand apart; what takes a list gets one.
    if (signature.operands.size() > 1 && tensors.size() == 1 && tensors[0].is_list())
      tensors = Json::List(tensors[0].as_list());
    std::size_t next = 0;
    for (const char* key : signature.operands) {
      const Json* number = options.find(key);
      if (number == nullptr || number->is_null())
        args.push_back(next < tensors.size() ? tensors[next++] : Json());
      else if (number->is_list())
        args.push_back(Json::Object{{"class_name", "__numpy__"},
                                    {"config", Json::Object{{"value", *number}, {"dtype", "float32"}}}});
      else
        args.push_back(*number);
    }
    for (const char* key : signature.constants) args.push_back(subscript_node(options.at(key).as_string()));
    Json kwargs = Json::object();
    for (const char* key : signature.keywords) kwargs[key] = options.at(key);
    calls.push_back(Json::Object{{"args", std::move(args)}, {"kwargs", std::move(kwargs)}});
  }
  Json node = given;
  node["module"] = module_of(name);
  node["class_name"] = name;
  node["config"] = std::move(config);
  node["registered_name"] = name;
  node.erase("build_config");
  node["inbound_nodes"] = std::move(calls);
  return node;
}

}  // namespace fovea
