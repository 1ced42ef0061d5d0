#pragma once
#include <filesystem>
#include <string>

#include "fovea/base/call_config.h"
#include "fovea/base/limits.h"
#include "fovea/models/model.h"

namespace fovea {

/// A model written as text: one Keras call a line. A chain needs only the calls, and its first layer may name the
/// input_shape instead of a line Input(...); a graph names its values:
///
///     x = Input((32, 32, 3))
///     a = Conv2D(8, 3, padding='same')(x)
///     y = Add()([a, x])
///
/// A call without brackets behind it takes the value of the line before. The last value is the output; where some are
/// named `output` or `output_...`, these are, output_0, output_1, ... in the order of their numbers.
/// Input    parameters: the values of free names (`classes`, those of --set)
/// Errors   format: a break of the grammar, an unknown layer, argument or name (line, column and the names there are),
///          what a layer refuses, with its line; usage: a parameter other than `classes` that the text does not have
Model read_layers(const std::string& text, const std::string& who, const CallParameters& parameters = {},
                  const ReadLimits& limits = {});

/// The same from a file, with `classes` as a parameter. Errors   also: unreadable
Model read_layers_file(const std::filesystem::path& path, std::int64_t classes, CallParameters parameters = {},
                       const ReadLimits& limits = {});

/// The text that gives a model back, without its weights. `qualified`: a Python program's lines, keras.layers.Conv2D(...).
/// Errors   unsupported: nested models, layers that are called twice
std::string write_layers(const Model& model, bool qualified = false);

}  // namespace fovea
