#pragma once
#include <optional>
#include <string>

#include "fovea/base/error.h"

/// Arguments that have no default.
namespace fovea {

/// Errors   usage: the argument is missing
inline void require(const std::string& who, const std::string& key, const std::optional<double>& value) {
  if (!value) fail(ErrorKind::usage, who + ": needs " + key + ". Give it by name: " + who + "(" + key + "=...).");
}

/// Errors   usage: 0 or less, as where it is missing
inline void require_steps(const std::string& who, const std::string& key, double value) {
  if (!(value > 0))
    fail(ErrorKind::usage, who + ": " + key + " must be above 0. Received " + std::to_string(value) + ".");
}

}  // namespace fovea
