#pragma once
#include "fovea/models/model.h"

namespace fovea {

/// True where a layer's name has a '/', as those of Keras 2's DenseNet and MobileNetV3 do: Keras 3 opens no such file.
bool has_slashed_names(const Model& model);

/// A model's node, with its compile_config if it has one, whose layers have names with '_' for '/', none of them twice.
Json without_slashes(const Json& node);

}  // namespace fovea
