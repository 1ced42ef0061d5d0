#pragma once
#include <string>
#include <vector>

#include "fovea/models/model.h"

namespace fovea {

/// A model's node in the form of Keras 2, which tf_keras 2 and Keras 3 both read: {"class_name", "config"}, calls as nested
/// lists. Sequential models in functional ones begin without an input layer, so that both count their calls from 0; those of
/// nested functional models count from 1 as in Keras 2, which Keras 3.15 cannot read unless they are the model's outputs.
/// Errors   unsupported: layers, arguments and activations that Keras 2 lacks, and axes that Keras 3 would not read (all
///          of them are listed), layers that stand
///          in several models or twice in a chain
/// Source   tf_keras/src/engine/{functional,sequential}.py, 2.21
Json keras2_node(const Model& model);

/// True where a nested functional model's output goes on to another layer: Keras 3.15 cannot follow Keras 2's form there.
bool only_keras2_opens(const Model& model);

/// True where a layer stands in Keras 2's form under a name that Keras 3 does not know.
bool only_keras2_knows(const Model& model);

/// The training_config of a compiled model; null where Keras 2 lacks its optimizer or loss. What it lacks is added to
/// `left_out`: "loss Dice".
Json keras2_training_config(const Model& model, std::vector<std::string>& left_out);

}  // namespace fovea
