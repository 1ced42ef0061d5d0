#include "fovea/formats/keras/keras2_optimizer.h"

namespace fovea {

std::vector<std::pair<std::string, Array>> keras2_optimizer_state(const Optimizer& optimizer,
                                                                  const std::vector<NamedWeight>& weights) {
  const std::string name(optimizer.class_name());
  std::vector<std::pair<std::string, Array>> state{{"iteration:0", optimizer.variables()[0]->value}};
  for (const Keras2Slot& slot : keras2_slots(optimizer, weights.size())) {
    const NamedWeight& weight = weights[slot.weight];
    state.emplace_back(name + "/" + slot.name + "/" + weight.name,
                       slot.variable ? slot.variable->value : Array(weight.variable->value.shape()));
  }
  return state;
}

}  // namespace fovea
