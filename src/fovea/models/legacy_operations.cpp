#include "fovea/models/legacy_operations.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fovea/base/text.h"
#include "fovea/models/config_check.h"
#include "fovea/models/legacy_config.h"
#include "fovea/models/operation_nodes.h"

namespace fovea {
namespace {

/// A function of TensorFlow and what it is in keras.ops.
struct Counterpart {
  std::string_view function, operation;
  /// TensorFlow's parameters in their order, and what each is called in keras.ops; "" where it means nothing there.
  std::vector<std::pair<std::string_view, std::string_view>> parameters;
  /// What keras.ops would take otherwise if nothing is said.
  Json::Object defaults = {};
};

using Parameters = std::vector<std::pair<std::string_view, std::string_view>>;

const std::vector<Counterpart>& counterparts() {
  static const std::vector<Counterpart> table = [] {
    const Parameters one{{"x", "x"}}, pair{{"x", "x1"}, {"y", "x2"}}, features{{"features", "x"}};
    const Parameters reduce{
        {"input_tensor", "x"}, {"axis", "axis"}, {"keepdims", "keepdims"}, {"keep_dims", "keepdims"}};
    const Json::Object all{{"axis", Json()}, {"keepdims", false}};
    return std::vector<Counterpart>{
        {"math.truediv", "TrueDivide", pair},
        {"math.divide", "TrueDivide", pair},
        {"__operators__.truediv", "TrueDivide", pair},
        {"math.add", "Add", pair},
        {"__operators__.add", "Add", pair},
        {"math.subtract", "Subtract", pair},
        {"__operators__.sub", "Subtract", pair},
        {"math.multiply", "Multiply", pair},
        {"__operators__.mul", "Multiply", pair},
        {"math.maximum", "Maximum", pair},
        {"math.minimum", "Minimum", pair},
        {"math.pow", "Power", pair},
        {"nn.bias_add", "Add", {{"value", "x1"}, {"bias", "x2"}, {"data_format", ""}}},
        {"linalg.matmul", "Matmul", {{"a", "x1"}, {"b", "x2"}}},
        {"math.negative", "Negative", one},
        {"math.abs", "Absolute", one},
        {"math.sqrt", "Sqrt", one},
        {"math.square", "Square", one},
        {"math.exp", "Exp", one},
        {"math.log", "Log", one},
        {"math.tanh", "Tanh", one},
        {"math.sigmoid", "Sigmoid", one},
        {"nn.sigmoid", "Sigmoid", one},
        {"math.softplus", "Softplus", features},
        {"nn.softsign", "Softsign", features},
        {"nn.relu", "Relu", features},
        {"nn.relu6", "Relu6", features},
        {"nn.selu", "Selu", features},
        {"nn.elu", "Elu", features},
        {"nn.silu", "Silu", {{"features", "x"}, {"beta", ""}}},
        {"nn.leaky_relu", "LeakyRelu", {{"features", "x"}, {"alpha", "negative_slope"}}},
        {"nn.gelu", "Gelu", {{"features", "x"}, {"approximate", "approximate"}}, {{"approximate", false}}},
        {"nn.softmax", "Softmax", {{"logits", "x"}, {"axis", "axis"}}},
        {"clip_by_value", "Clip", {{"t", "x"}, {"clip_value_min", "x_min"}, {"clip_value_max", "x_max"}}},
        {"cast", "Cast", {{"x", "x"}, {"dtype", "dtype"}}},
        {"math.reduce_mean", "Mean", reduce, all},
        {"math.reduce_sum", "Sum", reduce, all},
        {"math.reduce_max", "Max", reduce, all},
        {"math.reduce_min", "Min", reduce, all},
        {"math.l2_normalize",
         "Normalize",
         {{"x", "x"}, {"axis", "axis"}, {"epsilon", "epsilon"}},
         {{"epsilon", 1e-12}}},
        {"reshape", "Reshape", {{"tensor", "x"}, {"shape", "newshape"}}},
        {"expand_dims", "ExpandDims", {{"input", "x"}, {"axis", "axis"}}},
        {"squeeze", "Squeeze", {{"input", "x"}, {"axis", "axis"}, {"squeeze_dims", "axis"}}},
        {"transpose", "Transpose", {{"a", "x"}, {"perm", "axes"}, {"conjugate", ""}}},
        {"pad",
         "Pad",
         {{"tensor", "x"}, {"paddings", "pad_width"}, {"mode", "mode"}, {"constant_values", "constant_values"}}},
        {"concat", "Concatenate", {{"values", "x"}, {"axis", "axis"}}},
        {"stack", "Stack", {{"values", "x"}, {"axis", "axis"}}, {{"axis", 0}}},
        {"reverse", "Flip", {{"tensor", "x"}, {"axis", "axis"}}},
        {"image.resize",
         "Resize",
         {{"images", "x"},
          {"size", "size"},
          {"method", "interpolation"},
          {"antialias", "antialias"},
          {"preserve_aspect_ratio", "pad_to_aspect_ratio"}}},
        {"__operators__.getitem", "GetItem", {{"x", "x"}, {"slice_spec", "key"}}},
        // The operations of TensorFlow 1's graphs, by which TensorFlowOpLayer names them.
        {"RealDiv", "TrueDivide", pair},
        {"Add", "Add", pair},
        {"AddV2", "Add", pair},
        {"Sub", "Subtract", pair},
        {"Mul", "Multiply", pair},
        {"Maximum", "Maximum", pair},
        {"Minimum", "Minimum", pair},
        {"Pow", "Power", pair},
        {"BiasAdd", "Add", pair},
        {"Neg", "Negative", one},
        {"Abs", "Absolute", one},
        {"Sqrt", "Sqrt", one},
        {"Square", "Square", one},
        {"Exp", "Exp", one},
        {"Log", "Log", one},
        {"Tanh", "Tanh", one},
        {"Sigmoid", "Sigmoid", one},
        {"Relu", "Relu", one},
        {"Relu6", "Relu6", one},
        {"Softmax", "Softmax", one},
        {"Mean", "Mean", {{"input", "x"}, {"axis", "axis"}, {"keep_dims", "keepdims"}}, all},
        {"Sum", "Sum", {{"input", "x"}, {"axis", "axis"}, {"keep_dims", "keepdims"}}, all},
        {"Max", "Max", {{"input", "x"}, {"axis", "axis"}, {"keep_dims", "keepdims"}}, all},
        {"Reshape", "Reshape", {{"tensor", "x"}, {"shape", "newshape"}}},
        {"Transpose", "Transpose", {{"x", "x"}, {"perm", "axes"}}},
        {"ExpandDims", "ExpandDims", {{"input", "x"}, {"dim", "axis"}}}};
  }();
  return table;
}

std::string function_of(const Json& node) {
  const Json& config = node.at("config");
  if (const Json* definition = config.find("node_def"); definition != nullptr && definition->is_object())
    if (const Json* op = definition->find("op"); op != nullptr && op->is_string()) return op->as_string();
  const Json* function = config.find("function");
  std::string name = function != nullptr && function->is_string() ? function->as_string() : "";
  for (const std::string_view start : {"compat.v1.", "keras.activations.", "keras.backend."})
    if (name.starts_with(start)) name.erase(0, start.size());
  return name;
}

/// All arguments of a call by TensorFlow's names.
Json::Object arguments_of(const Json& node, const Json& call, const Counterpart& counterpart) {
  Json::Object arguments;
  Json::List args = call.at("args").as_list();
  const Json& config = node.at("config");
  if (const Json* definition = config.find("node_def")) {
    // The tensors, in a list if there are several, and constants by their places.
    if (args.size() == 1 && args[0].is_list()) args = Json::List(args[0].as_list());
    if (const Json* constants = config.find("constants"); constants != nullptr && constants->is_object())
      for (std::size_t place = 0; place < counterpart.parameters.size(); ++place)
        if (const Json* value = constants->find(std::to_string(place)))
          args.insert(args.begin() + static_cast<std::ptrdiff_t>(std::min(place, args.size())), *value);
    const Json* attributes = definition->find("attr");
    const Json* keep = attributes != nullptr ? attributes->find("keep_dims") : nullptr;
    if (const Json* flag = keep != nullptr ? keep->find("b") : nullptr) arguments.emplace_back("keep_dims", *flag);
  }
  for (std::size_t i = 0; i < args.size(); ++i)
    arguments.emplace_back(i < counterpart.parameters.size() ? counterpart.parameters[i].first : "?", args[i]);
  for (const auto& [key, value] : call.at("kwargs").as_object())
    if (key != "name" && !value.is_null()) arguments.emplace_back(key, value);
  return arguments;
}

/// What one function's values are called differently.
void translate(const Counterpart& counterpart, Json& config) {
  const auto change = [&](const char* key, auto function) {
    if (const Json* value = config.find(key)) config[key] = function(Json(*value));
  };
  const std::string_view operation = counterpart.operation;
  if (operation == "Pad")
    change("mode", [](const Json& mode) { return mode.is_string() ? Json(to_lower(mode.as_string())) : mode; });
  // Keras bounds the length, TensorFlow its square.
  if (operation == "Normalize") config["epsilon"] = std::sqrt(config.at("epsilon").as_double());
  if (operation == "Normalize" || operation == "Squeeze") change("axis", only_item);
}

}  // namespace

bool is_tensorflow_operation(const Json& node) {
  const Json* config = node.find("config");
  return config != nullptr && config->is_object() && node.find("inbound_nodes") != nullptr &&
         (is_class(node, "TFOpLambda") || is_class(node, "SlicingOpLambda") || is_class(node, "TensorFlowOpLayer"));
}

Json keras3_operation(const Json& node) {
  const std::string function = function_of(node);
  const auto found = std::ranges::find(counterparts(), std::string_view(function), &Counterpart::function);
  if (found == counterparts().end()) return node;
  Json config = Json::object();
  for (const auto& [key, value] : found->defaults) config[key] = value;
  Json::List calls;
  for (const Json& call : node.at("inbound_nodes").as_list()) {
    Json kwargs = Json::object();
    const Json::Object arguments = arguments_of(node, call, *found);
    // TensorFlow writes the number that is put around pictures whether they are mirrored or not.
    const bool mirrored = std::ranges::any_of(arguments, [](const auto& argument) {
      return argument.first == "mode" && argument.second.is_string() &&
             to_lower(argument.second.as_string()) != "constant";
    });
    for (const auto& [key, value] : arguments) {
      if (mirrored && key == "constant_values") continue;
      const auto parameter =
          std::ranges::find(found->parameters, std::string_view(key), [](const auto& p) { return p.first; });
      if (parameter == found->parameters.end()) return node;
      const std::string name(parameter->second);
      if (name == "x" || name == "x1" || name == "x2" || name == "key" || name == "constant_values")
        kwargs[name] = value;
      else if (!name.empty())
        config[name] = value;
    }
    calls.push_back(Json::Object{{"args", Json::list()}, {"kwargs", std::move(kwargs)}});
  }
  translate(*found, config);
  config["name"] = node.at("config").at("name");
  return operation_as_layer(Json::Object{{"class_name", found->operation},
                                         {"config", std::move(config)},
                                         {"name", node.at("name")},
                                         {"inbound_nodes", std::move(calls)}});
}

}  // namespace fovea
