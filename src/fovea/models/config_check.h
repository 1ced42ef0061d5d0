#pragma once
#include <string>
#include <vector>

#include "fovea/base/json.h"

namespace fovea {

/// True for the classes of models: Sequential, Functional, Model.
bool is_network_class(const std::string& class_name);

/// A copy of a model's node in which every class is one that fovea has and every argument one that it knows; what was
/// left out is added to `warnings`.
/// Errors   unsupported: classes that fovea does not have, all of them in one text
Json check_config(const Json& node, std::vector<std::string>& warnings);

}  // namespace fovea
