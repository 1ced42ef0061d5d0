#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fovea/models/model.h"

namespace fovea {

/// What a network is made for.
struct NetworkWishes {
  using Size = std::optional<std::array<std::int64_t, 2>>;
  NetworkWishes(std::int64_t classes, const Size& size = {}) : classes(classes), size(size) {}

  std::int64_t classes;
  Size size;  ///< height and width, of networks that take any (photonet)
};

/// Networks that --model takes by name: digits, fashion, lenet5, photonet, tinyvgg.
const std::vector<std::string>& named_networks();
bool is_named_network(const std::string& name);

/// A fresh one. tinyvgg and photonet for two classes end in one sigmoid unit.
/// Errors   usage: no network of that name, with the nearest; fewer than 2 classes
Model named_network(const std::string& name, const NetworkWishes& wishes);

}  // namespace fovea
