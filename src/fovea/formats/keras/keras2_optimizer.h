#pragma once
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "fovea/objectives/optimizers/optimizer.h"

namespace fovea {

/// What tf_keras 2.21 remembers of a weight in one of an optimizer's slots.
struct Keras2Slot {
  std::string name;         ///< "m"
  std::size_t weight;       ///< whose, in the order of the optimizer's build()
  std::size_t group, slot;  ///< slots of one group lie side by side there, weight by weight; `slot` counts all groups
  VariablePtr variable;     ///< null: nothing here, SGD's momenta that it does not use
};

/// The slots of an optimizer that was built for so many weights, in the order of tf_keras' variables, the number of
/// updates before them. Its learning rate stands in its config alone, and Nadam's product of momenta nowhere: Nadam::find_product().
/// Source   tf_keras/src/optimizers, 2.21
std::vector<Keras2Slot> keras2_slots(const Optimizer& optimizer, std::size_t weights);

/// A trained weight by the name that a Keras 2 file has for it: "conv2d/kernel:0".
struct NamedWeight {
  std::string name;
  VariablePtr variable;
};

/// The state of an optimizer as an .h5 of Keras 2 has it: names and arrays, the number of updates first.
/// Input    weights: those that are trained, in the order of the optimizer's build()
std::vector<std::pair<std::string, Array>> keras2_optimizer_state(const Optimizer& optimizer,
                                                                  const std::vector<NamedWeight>& weights);

}  // namespace fovea
