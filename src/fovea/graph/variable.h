#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "fovea/base/array.h"

namespace fovea {

/// State of a network: a weight, a moving statistic, an optimizer's slot. Every program that uses it shares it.
struct Variable {
  std::string name;           ///< Keras' name within its owner: "kernel", "moving_mean"
  std::string path;           ///< owner's path and name: "conv2d_1/kernel"
  bool trainable = true;      ///< false: statistics and the like, never updated by gradients
  Array value;                ///< in Keras' layout
  std::uint64_t version = 0;  ///< grows with every change, so that packed copies know when they are stale

  /// Takes over the numbers of an array of its shape, of any type; its storage stays where it is.
  void assign(const Array& numbers) {
    numbers.copy_to(value);
    ++version;
  }
};

using VariablePtr = std::shared_ptr<Variable>;

}  // namespace fovea
