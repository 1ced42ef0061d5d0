#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "fovea/base/json.h"

namespace fovea {

/// True for the classes of models: Sequential, Functional, Model.
bool is_network_class(const std::string& class_name);
/// True of a node of such a class.
bool is_network(const Json& node);
/// True of a node of this class.
bool is_class(const Json& node, std::string_view class_name);

/// A copy of a model's node in which every class is one that fovea has and every argument one that it knows; what was
/// left out is added to `warnings`.
/// Errors   unsupported: classes that fovea does not have, all of them in one text
Json check_config(const Json& node, std::vector<std::string>& warnings);

}  // namespace fovea
