#pragma once
#include <string>
#include <vector>

#include "fovea/base/json.h"

namespace fovea {

/// A node in the form of Keras 1 or 2, standalone or tf.keras, as Keras 3 would have written it: list-style Sequential
/// models, calls as nested lists, classes, arguments and values that were renamed, arguments that have no meaning any
/// more. A node of Keras 3 stays as it is, and so does whatever is not known: check_config() refuses or reports it.
/// `warnings` says where a meaning was lost. What it gives stays as it is when it is given again.
/// Input    version: of Keras that wrote the node, where a file says; empty: the node's own keras_version, else Keras 3
/// Errors   format: calls that break the rules of their form; unsupported: a Keras 1 Merge by a function
/// Source   keras/src/legacy (2.x interfaces.py), keras/src/saving, 2.15 and 3.15
Json keras3_node(const Json& node, std::vector<std::string>& warnings, const std::string& version = "");

/// The same of an object that is no layer: an initializer, a loss, an optimizer.
Json keras3_object(const Json& node);

/// Whether a version of Keras, as files name it, is one of Keras 1 or 2.
bool before_keras3(const std::string& version);

/// The compile_config of Keras 3 for one of any version, which whole-model HDF5 files call training_config.
/// Input    outputs: the names of the model's, where Keras 1 or 2 wrote it; null: Keras 3 did, and means other things by
///          a list of metrics
Json keras3_compile_config(const Json& training_config, const std::vector<std::string>* outputs);

/// The item of a list of one, anything else as it is: older forms put single things into lists.
Json only_item(const Json& json);

/// What a layer's node of Keras 1 or 2 becomes, its calls left alone: its class, its arguments.
Json keras3_layer(const Json& node, std::vector<std::string>& warnings);

}  // namespace fovea
