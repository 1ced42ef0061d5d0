#include "fovea/layers/activations/function.h"

#include <algorithm>
#include <array>
#include <functional>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/graph/build.h"
#include "fovea/layers/activations/composed.h"

namespace fovea {
namespace {

/// Of keras2_hard_sigmoid.
constexpr double slope = 0.2, offset = 0.5;

struct Row {
  std::string_view name;
  std::function<ValueId(Graph&, ValueId)> emit;
};

Row element_wise(std::string_view name, Unary function, double a = 0) {
  return {name, [=](Graph& g, ValueId x) { return build::unary(g, x, function, a); }};
}

/// Every function that a name reaches, with the arguments that Keras gives it then.
const std::array<Row, 31>& rows() {
  static const std::array<Row, 31> table{{
      element_wise("celu", Unary::celu, 1),
      element_wise("elu", Unary::elu, 1),
      element_wise("exponential", Unary::exponential),
      element_wise("gelu", Unary::gelu),
      {"glu", composed::glu},
      element_wise("hard_shrink", Unary::hard_shrink, 0.5),
      element_wise("hard_sigmoid", Unary::hard_sigmoid),
      element_wise("hard_silu", Unary::hard_silu),
      element_wise("hard_tanh", Unary::hard_tanh),
      {keras2_hard_sigmoid,
       [](Graph& g, ValueId x) {
         return build::unary(g, build::unary(g, x, Unary::affine, slope, offset), {.function = Unary::relu, .c = 1});
       }},
      element_wise("leaky_relu", Unary::relu, 0.2),
      {"linear", [](Graph&, ValueId x) { return x; }},
      element_wise("log_sigmoid", Unary::log_sigmoid),
      {"log_softmax", composed::log_softmax},
      element_wise("mish", Unary::mish),
      element_wise("relu", Unary::relu),
      element_wise("relu6", Unary::relu6),
      element_wise("selu", Unary::selu),
      element_wise("sigmoid", Unary::sigmoid),
      element_wise("silu", Unary::silu),
      element_wise("soft_shrink", Unary::soft_shrink, 0.5),
      {"softmax", [](Graph& g, ValueId x) { return build::softmax(g, x, -1); }},
      element_wise("softplus", Unary::softplus),
      element_wise("softsign", Unary::softsign),
      element_wise("sparse_plus", Unary::sparse_plus),
      {"sparse_sigmoid", composed::sparse_sigmoid},
      {"sparsemax", composed::sparsemax},
      element_wise("squareplus", Unary::squareplus, 4),
      element_wise("tanh", Unary::tanh),
      element_wise("tanh_shrink", Unary::tanh_shrink),
      {"threshold", nullptr},
  }};
  return table;
}

const Row* find(std::string_view name) {
  const auto row = std::find_if(rows().begin(), rows().end(), [&](const Row& r) { return r.name == name; });
  return row == rows().end() ? nullptr : &*row;
}

}  // namespace

ActivationFunction::ActivationFunction(const std::string& name)
    : name_(name == "swish"        ? "silu"
            : name == "hard_swish" ? "hard_silu"
                                   : name) {
  const Row* row = find(name_);
  if (row == nullptr) {
    std::vector<std::string> names{"swish", "hard_swish"};
    for (const Row& known : rows()) names.emplace_back(known.name);
    fail(ErrorKind::usage, "Activation '" + name + "' is not known. " + suggest(name, names));
  }
  if (row->emit == nullptr)
    fail(ErrorKind::usage,
         "Activation 'threshold' takes arguments, so its name alone cannot choose it. Use ReLU(threshold=...).");
}

Shape ActivationFunction::output_shape(const Shape& input, const std::string& who) const {
  Shape output = input;
  if (name_ != "glu" || input.rank() == 0 || input[-1] == None) return output;
  if (input[-1] % 2 != 0)
    fail(ErrorKind::shape, who + ": activation 'glu' takes an even last axis. Received " + to_string(input) + ".");
  output.set(-1, input[-1] / 2);
  return output;
}

ValueId ActivationFunction::emit(Graph& graph, ValueId x) const { return find(name_)->emit(graph, x); }

namespace {

Json layer_node(const char* class_name, Json config) {
  return Json::Object{{"module", "keras.layers"},
                      {"class_name", class_name},
                      {"config", std::move(config)},
                      {"registered_name", Json()}};
}

Json keras2_hard_sigmoid_node() {
  Json::List layers{layer_node("Rescaling", Json::Object{{"scale", slope}, {"offset", offset}}),
                    layer_node("ReLU", Json::Object{{"max_value", 1.0}})};
  return layer_node("Pipeline", Json::Object{{"name", "hard_sigmoid"}, {"layers", std::move(layers)}});
}

bool is_layer(const Json& node, const char* class_name,
              std::initializer_list<std::pair<const char*, double>> numbers) {
  const Json *name = node.find("class_name"), *config = node.find("config");
  if (name == nullptr || config == nullptr || !(*name == Json(class_name))) return false;
  return std::ranges::all_of(numbers, [&](const auto& argument) {
    const Json* value = config->find(argument.first);
    return value == nullptr ? argument.second == 0 : value->is_number() && value->as_double() == argument.second;
  });
}

bool is_keras2_hard_sigmoid(const Json& node) {
  const Json* config = is_layer(node, "Pipeline", {}) ? node.find("config") : nullptr;
  const Json* layers = config == nullptr ? nullptr : config->find("layers");
  return layers != nullptr && layers->is_list() && layers->as_list().size() == 2 &&
         is_layer(layers->as_list()[0], "Rescaling", {{"scale", slope}, {"offset", offset}}) &&
         is_layer(layers->as_list()[1], "ReLU", {{"max_value", 1}, {"negative_slope", 0}, {"threshold", 0}});
}

}  // namespace

Json to_json(const ActivationFunction& activation) {
  return activation.name() == keras2_hard_sigmoid ? keras2_hard_sigmoid_node() : Json(activation.name());
}

void from_json(const Json& json, ActivationFunction& activation) {
  if (json.is_null()) {
    activation = ActivationFunction();
  } else if (is_keras2_hard_sigmoid(json)) {
    activation = ActivationFunction(keras2_hard_sigmoid);
  } else if (json.is_object()) {
    const Json* name = json.find("config");
    if (name == nullptr || !name->is_string())
      fail(ErrorKind::unsupported, "an activation must be one of Keras' functions. Received " + json.dump() +
                                       ". Add it as a layer of its own.");
    activation = ActivationFunction(name->as_string());
  } else {
    activation = ActivationFunction(json.as_string());
  }
}

}  // namespace fovea
