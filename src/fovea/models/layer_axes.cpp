#include "fovea/models/layer_axes.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "fovea/base/error.h"

namespace fovea {
namespace {

/// Nothing in their arguments tells these from layers that look at an element's place.
constexpr std::string_view element_wise[] = {"Activation",
                                             "ActivityRegularization",
                                             "Add",
                                             "AlphaDropout",
                                             "Average",
                                             "CustomScaleLayer",
                                             "Dropout",
                                             "ELU",
                                             "GaussianDropout",
                                             "GaussianNoise",
                                             "Identity",
                                             "LeakyReLU",
                                             "Maximum",
                                             "Minimum",
                                             "Multiply",
                                             "ReLU",
                                             "Rescaling",
                                             "StochasticDepth",
                                             "Subtract"};
/// Activations of the last axis.
constexpr std::array<std::string_view, 4> of_last_axis{"glu", "log_softmax", "softmax", "sparsemax"};

bool is_text(const Json* json, std::string_view text) {
  return json != nullptr && json->is_string() && json->as_string() == text;
}

bool is_set(const Json* json) { return json != nullptr && !json->is_null(); }

/// The layer that another wraps, or the layer itself.
const Json& innermost(const Json& node) {
  const Json* config = node.find("config");
  const Json* wrapped = config == nullptr ? nullptr : config->find("layer");
  return wrapped != nullptr && wrapped->is_object() ? innermost(*wrapped) : node;
}

/// An argument of the layer, or nullptr.
const Json* argument(const Json& node, std::string_view key) {
  const Json* config = innermost(node).find("config");
  return config == nullptr ? nullptr : config->find(key);
}

bool is_class(const Json& node, std::string_view name) { return is_text(innermost(node).find("class_name"), name); }

bool is_element_wise(const Json& node) {
  const Json* name = innermost(node).find("class_name");
  return name != nullptr && name->is_string() &&
         std::ranges::find(element_wise, name->as_string()) != std::ranges::end(element_wise);
}

/// Its activation works along the last axis.
bool activates_last_axis(const Json& node) {
  const Json* function = argument(node, "activation");
  if (function != nullptr && function->is_object()) function = function->find("config");
  return function != nullptr && function->is_string() &&
         std::ranges::find(of_last_axis, function->as_string()) != of_last_axis.end();
}

/// The one axis that a layer names, or nullptr where it names none or several.
const Json* one_axis(const Json& node) {
  const Json* axis = argument(node, "axis");
  if (axis != nullptr && axis->is_list()) axis = axis->as_list().size() == 1 ? &axis->as_list()[0] : nullptr;
  return axis != nullptr && axis->is_int() ? axis : nullptr;
}

/// Numbers given for each channel, or draws shared along axes: they have places of their own.
bool has_places(const Json& node) {
  for (const char* key : {"noise_shape", "mean", "variance"})
    if (is_set(argument(node, key))) return true;
  for (const char* key : {"scale", "offset"})
    if (const Json* value = argument(node, key); value != nullptr && value->is_list()) return true;
  return false;
}

/// The number of an axis after the channels have gone last: theirs is counted from the end, those of the picture from
/// the front, so that it holds for every rank.
std::int64_t moved_axis(std::int64_t axis, std::size_t rank, const std::string& who) {
  if (axis < 0 && rank == 0)
    fail(ErrorKind::format,
         who + ": is part of a channels_first model and counts axis=" + std::to_string(axis) +
             " from the end of a tensor whose shape the file does not say (build_config). Write the "
             "axis as a number from the front.");
  if (axis < 0) axis += static_cast<std::int64_t>(rank);
  return axis == 1 ? -1 : axis - (axis > 1 ? 1 : 0);
}

}  // namespace

AxesRule axes_rule(const Json& node) {
  if (is_text(argument(node, "data_format"), "channels_first")) return AxesRule::pictures;
  if (is_set(argument(node, "data_format")) || activates_last_axis(node) || has_places(node)) return AxesRule::fixed;
  if (is_element_wise(node)) return AxesRule::element;
  // RMSNormalization's scale fits the last axes, whatever `axis` says.
  return one_axis(node) != nullptr && !is_class(node, "RMSNormalization") ? AxesRule::axis : AxesRule::fixed;
}

bool keeps_axes(const Json& node) {
  return is_element_wise(node) || argument(node, "axis") != nullptr || argument(node, "shared_axes") != nullptr;
}

std::size_t output_rank(const Json& node, std::size_t rank) {
  const Json* keepdims = argument(node, "keepdims");
  if (is_class(node, "Flatten") || (keepdims != nullptr && *keepdims == Json(false))) return 2;
  if (const Json* shape = argument(node, "target_shape"); shape != nullptr && shape->is_list())
    return shape->as_list().size() + 1;
  if (is_class(node, "RepeatVector")) return 3;
  return is_class(node, "Dot") ? 0 : rank;
}

Json channels_last_config(const Json& node, std::size_t rank, const std::string& who) {
  Json config = node.at("config");
  if (const Json* wrapped = config.find("layer"); wrapped != nullptr && wrapped->is_object()) {
    Json inner = channels_last_config(*wrapped, rank, who);
    config["layer"]["config"] = std::move(inner);
    return config;
  }
  if (axes_rule(node) == AxesRule::pictures) {
    if (activates_last_axis(node))
      fail(ErrorKind::unsupported,
           who +
               ": its activation works along the last axis, which is one of the picture's with "
               "data_format='channels_first'. Give it activation=None and add an Activation "
               "or Softmax(axis=1) layer.");
    config["data_format"] = "channels_last";
  } else if (const Json* axis = one_axis(node)) {
    const Json moved = moved_axis(axis->as_int(), rank, who);
    config["axis"] = config.at("axis").is_list() ? Json(Json::List{moved}) : moved;
  }
  return config;
}

bool says_channels_first(const Json& node) {
  if (node.is_list()) return std::any_of(node.as_list().begin(), node.as_list().end(), says_channels_first);
  if (!node.is_object()) return false;
  return is_text(node.find("data_format"), "channels_first") ||
         std::any_of(node.as_object().begin(), node.as_object().end(),
                     [](const auto& member) { return says_channels_first(member.second); });
}

}  // namespace fovea
