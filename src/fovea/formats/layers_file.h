#pragma once
#include <filesystem>
#include <string>

#include "fovea/base/call_config.h"
#include "fovea/models/model.h"

namespace fovea {

/// A model written as text: one Keras call a line. A chain needs only the calls; a graph names its values:
///
///     x = Input((32, 32, 3))
///     a = Conv2D(8, 3, padding='same')(x)
///     y = Add()([a, x])
///
/// The last value is the output; values named `output` or `output_...` are the outputs where there are several.
/// Input    parameters: the values of free names (`classes`, those of --set); a name that is never used is an error
/// Errors   format: a break of the grammar, an unknown layer, argument or name (line, column and the names there are);
///          what a layer refuses, with its line
Model read_layers(const std::string& text, const std::string& who, const CallParameters& parameters = {});

/// The same from a file, with `classes` as a parameter. Errors   also: unreadable
Model read_layers_file(const std::filesystem::path& path, std::int64_t classes, CallParameters parameters = {});

/// The text that gives a model back, without its weights.
/// Errors   unsupported: nested models
std::string write_layers(const Model& model);

}  // namespace fovea
