#pragma once
#include <string>
#include <utility>
#include <vector>

#include "fovea/objectives/optimizers/optimizer.h"

namespace fovea {

/// A trained weight by the name that a Keras 2 file has for it: "conv2d/kernel:0".
struct NamedWeight {
  std::string name;
  VariablePtr variable;
};

/// The state of an optimizer as tf_keras 2.21 orders it: names and arrays, the number of updates first. The learning rate
/// stands in its config. Nadam's product of momenta is in no file of Keras 2.
/// Input    weights: those that are trained, in the order of the optimizer's build()
/// Source   tf_keras/src/optimizers, 2.21
std::vector<std::pair<std::string, Array>> keras2_optimizer_state(const Optimizer& optimizer,
                                                                  const std::vector<NamedWeight>& weights);

}  // namespace fovea
