#pragma once
#include <string>
#include <vector>

#include "fovea/models/model.h"

namespace fovea {

/// Networks that --model takes by name: digits, fashion, lenet5, tinyvgg.
const std::vector<std::string>& named_networks();
bool is_named_network(const std::string& name);

/// A fresh one. tinyvgg for two classes ends in one sigmoid unit.
/// Errors   usage: no network of that name, with the nearest; fewer than 2 classes
Model named_network(const std::string& name, std::int64_t classes);

}  // namespace fovea
