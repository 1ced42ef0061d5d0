#pragma once
#include <string>
#include <utility>
#include <vector>

namespace fovea {

/// What fit measured, epoch by epoch, in Keras' names and order.
struct History {
  std::vector<std::int64_t> epoch;
  std::vector<std::pair<std::string, std::vector<double>>> history;

  /// All values of one name. Errors   usage: a name that was not measured, with those that were
  const std::vector<double>& operator[](const std::string& name) const;
  void add(const std::string& name, double value);
};

}  // namespace fovea
