#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "fovea/base/limits.h"
#include "fovea/models/model.h"

namespace fovea {

/// Gives a model the weights of a file that holds weights alone, or those of a whole model: `.weights.h5` of Keras 3 and
/// its index `.weights.json`, `.keras`, zipped or not, the legacy `.h5`, by the order of layers or, with by_name, by their names.
/// Input    node: the model's, in Keras 3's form
/// Errors   unreadable: no such file; unsupported: another kind of file, by_name for Keras 3's weights, which have no names;
///          format: counts or shapes that do not match (all of them are listed), a shard that is missing
void read_weights_file(const std::filesystem::path& path, const Model& model, const Json& node, bool by_name,
                       std::vector<std::string>& warnings, const ReadLimits& limits = {});

}  // namespace fovea
