#pragma once
#include <optional>
#include <string>
#include <vector>

#include "fovea/base/limits.h"
#include "fovea/models/model.h"

namespace fovea {

/// Keras' node of a model, {"module", "class_name", "config", "registered_name", "build_config"}, as its to_json()
/// gives it. Layers that stand in several models, or twice in a chain, carry a "shared_object_id".
/// Errors   unsupported: an input that is the output of a layer
/// Source   keras/src/models/{sequential,functional}.py, keras/src/saving/serialization_lib.py, 3.15
Json model_node(const Model& model);

/// The model that such a node describes, without its weights: Sequential and Functional, nested ones, layers that are
/// shared or called several times, several inputs and outputs. Nothing outside the closed tables is ever made.
/// What has no meaning here is kept out and reported in `warnings`: arguments that a class does not know.
/// The argument `training` of a call is kept, and gone by where the calls have the form of Keras 1 or 2, as it is there:
/// in Keras 3 what the model runs for overrules it. `mask` is ignored.
/// Errors   unsupported: classes that fovea does not have (all of them are named), calls with other arguments; format: a
///          node that breaks the rules, calls in a circle or of layers that are not there, more than limits.layers
Model model_from_config(const Json& node, std::vector<std::string>& warnings, const ReadLimits& limits = {});

/// Takes out of a layer's config the input shape, samples' axis included, that Keras programs may give to the first
/// layer of a chain (input_shape, batch_input_shape, input_dim).
std::optional<Shape> take_input_shape(Json& config);

}  // namespace fovea
