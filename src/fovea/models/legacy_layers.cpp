#include <algorithm>
#include <string_view>
#include <utility>

#include "fovea/base/error.h"
#include "fovea/models/legacy_config.h"

namespace fovea {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

/// Classes that Keras renamed and that no registry lists under the old name.
constexpr Pair renamed_classes[] = {{"AtrousConvolution1D", "Conv1D"},
                                    {"AtrousConvolution2D", "Conv2D"},
                                    {"AtrousConv1D", "Conv1D"},
                                    {"AtrousConv2D", "Conv2D"},
                                    {"Deconvolution2D", "Conv2DTranspose"},
                                    {"Deconvolution3D", "Conv3DTranspose"},
                                    {"SeparableConvolution1D", "SeparableConv1D"},
                                    {"SeparableConvolution2D", "SeparableConv2D"},
                                    {"ThresholdedReLU", "ReLU"},
                                    {"Custom>CustomScaleLayer", "CustomScaleLayer"},
                                    {"Model", "Functional"}};

/// Keras 1's Merge, by its mode.
constexpr Pair merges[] = {{"sum", "Add"},     {"mul", "Multiply"},       {"ave", "Average"},
                           {"max", "Maximum"}, {"concat", "Concatenate"}, {"dot", "Dot"},
                           {"cos", "Dot"}};

/// Arguments whose whole meaning is in Keras' own machinery.
constexpr std::string_view meaningless[] = {
    "input_dtype", "fused",          "experimental_autocast", "autocast",        "dynamic",
    "stateful",    "implementation", "supports_masking",      "renorm_clipping", "renorm_momentum",
    "rng_type"};

/// Arguments that say nothing while they have these values; in layers whose class begins so.
struct Harmless {
  std::string_view class_name, key;
  bool (*harmless)(const Json& value);
};
inline bool is_off(const Json& value) { return value == Json(false) || value == Json(0); }
inline bool is_one(const Json& value) { return value == Json(1); }
/// Keras 2 wrote those of the layer's base class, which the layer never looked at.
inline bool is_unused(const Json&) { return true; }
constexpr Harmless harmless_arguments[] = {{"Conv", "groups", is_one},
                                           {"Depthwise", "groups", is_one},
                                           {"Separable", "groups", is_one},
                                           {"Separable", "kernel_initializer", is_unused},
                                           {"Separable", "kernel_regularizer", is_unused},
                                           {"Separable", "kernel_constraint", is_unused},
                                           {"BatchNormalization", "renorm", is_off},
                                           {"BatchNormalization", "mode", is_off}};

template <std::size_t n>
const std::string_view* find(const Pair (&table)[n], std::string_view key) {
  for (const Pair& pair : table)
    if (pair.first == key) return &pair.second;
  return nullptr;
}

bool ends_with_any(std::string_view key, std::initializer_list<std::string_view> endings) {
  return std::ranges::any_of(endings, [&](std::string_view ending) { return key.ends_with(ending); });
}

/// Moves several arguments into a list under another key.
void gather(Json& config, std::initializer_list<const char*> keys, const char* into) {
  Json::List list;
  for (const char* key : keys) {
    const Json* value = config.find(key);
    if (value == nullptr) return;
    list.push_back(*value);
  }
  for (const char* key : keys) config.erase(key);
  config[into] = std::move(list);
}

void rename(Json& config, const char* from, const char* to) {
  const Json* value = config.find(from);
  if (value == nullptr) return;
  Json moved = *value;
  config.erase(from);
  config[to] = std::move(moved);
}

/// Keras 1's names of initializers.
Json initializer(const Json& value) {
  static constexpr Pair names[] = {
      {"normal", "random_normal"}, {"uniform", "random_uniform"}, {"zero", "zeros"}, {"one", "ones"}};
  if (value.is_string())
    if (const auto* name = find(names, value.as_string())) return Json(*name);
  return value;
}

/// Keras 1 wrote {"name": "WeightRegularizer", "l1": 0, "l2": 0.01} and {"name": "MaxNorm", "m": 2}.
Json with_class(const Json& value) {
  const Json* name = value.find("name");
  if (value.find("class_name") != nullptr || name == nullptr || !name->is_string()) return value;
  Json config = value;
  config.erase("name");
  const bool penalty = name->as_string().ends_with("Regularizer") && name->as_string() != "OrthogonalRegularizer";
  return Json::Object{{"class_name", penalty ? Json("L1L2") : *name}, {"config", std::move(config)}};
}

/// Keras 1's padding of pictures in one list, (top, bottom, left, right), or by these names, as a pair for each axis.
Json with_pairs(const Json& padding) {
  Json::List sides;
  if (padding.is_object()) {
    for (const char* key : {"top_pad", "bottom_pad", "left_pad", "right_pad"})
      if (const Json* side = padding.find(key)) sides.push_back(*side);
  } else if (padding.is_list()) {
    sides = padding.as_list();
  }
  if (sides.size() == 4) return Json::List{Json::List{sides[0], sides[1]}, Json::List{sides[2], sides[3]}};
  return padding.is_object() ? Json(sides) : padding;
}

void merge(Json& node, const std::string& who) {
  Json& config = node["config"];
  const Json* mode = config.find("mode");
  const auto* name = mode != nullptr && mode->is_string() ? find(merges, mode->as_string()) : nullptr;
  if (name == nullptr || config.find("layers") != nullptr)
    fail(ErrorKind::unsupported, who + ": a Merge by a function, or of models within a chain, is not available.");
  Json now = Json::Object{{"name", config.at("name")}};
  if (*name == "Concatenate") now["axis"] = config.at("concat_axis");
  if (*name == "Dot") {
    now["axes"] = config.at("dot_axes");
    now["normalize"] = mode->as_string() == "cos";
  }
  node["class_name"] = *name;
  config = std::move(now);
}

/// The arguments of Keras 1 that were more than renamed.
void first_keras(Json& config, const std::string& class_name, std::vector<std::string>& warnings,
                 const std::string& who) {
  if (class_name == "PReLU") rename(config, "init", "alpha_initializer");
  if (const Json* init = config.find("init"); init != nullptr && class_name.starts_with("Separable")) {
    config["depthwise_initializer"] = Json(*init);
    rename(config, "init", "pointwise_initializer");
  }
  if (const Json* padding = config.find("padding")) config["padding"] = with_pairs(Json(*padding));
  gather(config, {"nb_row", "nb_col"}, "kernel_size");
  gather(config, {"kernel_dim1", "kernel_dim2", "kernel_dim3"}, "kernel_size");
  rename(config, "atrous_rate", "dilation_rate");
  rename(config, "length", "size");
  const Json* order = config.find("dim_ordering");
  if (order == nullptr) return;
  if (*order == Json("default"))
    warnings.push_back(who +
                       ": dim_ordering 'default' does not say where the channels are; they are taken to be last.");
  const bool first = *order == Json("th");
  config.erase("dim_ordering");
  config["data_format"] = first ? "channels_first" : "channels_last";
}

}  // namespace

Json keras3_object(const Json& node) {
  if (node.is_list()) {
    Json::List items;
    for (const Json& item : node.as_list()) items.push_back(keras3_object(item));
    return items;
  }
  if (!node.is_object()) return node;
  Json result = Json::object();
  for (const auto& [key, value] : node.as_object()) result[key] = keras3_object(value);
  const Json* module = result.find("module");
  if (module != nullptr && module->is_string())
    for (const char* other : {"tf_keras.", "tensorflow.", "keras_core."})
      if (module->as_string().starts_with(other)) {
        result.erase("module");
        break;
      }
  const Json* name = result.find("class_name");
  if (name == nullptr || !name->is_string() || result.find("config") == nullptr || !result.at("config").is_object())
    return result;
  const std::string class_name = name->as_string();
  Json& config = result["config"];
  if (class_name == "VarianceScaling" && config.find("distribution") != nullptr &&
      config.at("distribution") == Json("normal"))
    config["distribution"] = "truncated_normal";
  for (const char* kind : {"Normal", "Uniform", "VarianceScaling", "Zeros", "Ones", "Constant", "Orthogonal"})
    if (class_name.ends_with(kind)) config.erase("dtype");  // TensorFlow 1's
  return result;
}

Json keras3_layer(const Json& given, std::vector<std::string>& warnings) {
  Json node = keras3_object(given);
  const Json* name = node.find("class_name");
  if (name == nullptr || !name->is_string() || node.find("config") == nullptr || !node.at("config").is_object())
    return node;
  const std::string class_name = name->as_string();
  const Json* own = node.at("config").find("name");
  const std::string who = class_name + (own != nullptr && own->is_string() ? " '" + own->as_string() + "'" : "");
  if (class_name == "Merge") merge(node, who);
  if (const auto* now = find(renamed_classes, class_name)) node["class_name"] = *now;
  // tf_keras registers a layer of its own in the way of those that users write.
  const Json* registered = node.find("registered_name");
  if (registered != nullptr && *registered == Json("Custom>CustomScaleLayer") && node.find("module") == nullptr)
    node.erase("registered_name");
  Json& config = node["config"];
  first_keras(config, class_name, warnings, who);
  for (const std::string_view key : meaningless) config.erase(key);
  // Transposed convolutions of Keras 1 say what comes out, which follows from the rest.
  if (class_name.starts_with("Deconv")) config.erase("output_shape");
  for (const auto& [start, key, harmless] : harmless_arguments)
    if (const Json* value = config.find(key); class_name.starts_with(start) && value != nullptr && harmless(*value))
      config.erase(key);
  Json upgraded = Json::object();
  for (const auto& [key, value] : config.as_object())
    upgraded[key] = ends_with_any(key, {"init", "initializer"})         ? initializer(value)
                    : ends_with_any(key, {"regularizer", "constraint"}) ? with_class(value)
                                                                        : value;
  config = std::move(upgraded);
  return node;
}

}  // namespace fovea
