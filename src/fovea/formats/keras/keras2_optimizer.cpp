#include "fovea/formats/keras/keras2_optimizer.h"

namespace fovea {
namespace {

/// Slots of one inner list lie side by side. Keras 3, and so fovea, has them in the same order.
std::vector<std::vector<std::string>> groups_of(const Optimizer& optimizer) {
  const Json config = optimizer.config();
  const auto is_on = [&](const char* key) { return config.at(key).as_bool(); };
  const std::string_view name = optimizer.class_name();
  std::vector<std::vector<std::string>> groups;
  if (is_on("use_ema")) groups.push_back({"average"});
  if (name == "Adam" || name == "AdamW") {
    groups.push_back({"m", "v"});
    if (is_on("amsgrad")) groups.push_back({"vhat"});
  }
  if (name == "Nadam") groups.push_back({"m", "v"});
  if (name == "Adamax") groups.push_back({"m", "u"});
  if (name == "SGD" || name == "Lion") groups.push_back({"m"});
  if (name == "RMSprop") {
    groups.push_back({"velocity"});
    if (config.at("momentum").as_double() > 0) groups.push_back({"momentum"});
    if (is_on("centered")) groups.push_back({"average_gradient"});
  }
  if (name == "Adagrad") groups.push_back({"accumulator"});
  if (name == "Adadelta") groups.push_back({"accumulated_grad", "accumulated_delta_var"});
  if (name == "Ftrl") groups.push_back({"accumulator", "linear"});
  if (name == "Adafactor") groups.push_back({"r", "c", "v"});
  return groups;
}

}  // namespace

std::vector<Keras2Slot> keras2_slots(const Optimizer& optimizer, std::size_t weights) {
  const Json config = optimizer.config();
  // tf_keras keeps momenta of SGD whether it uses them or not.
  const bool unused_momentum = optimizer.class_name() == "SGD" && config.at("momentum").as_double() == 0;
  const auto& variables = optimizer.variables();
  std::size_t next = config.at("learning_rate").is_number() ? 2 : 1, group = 0, before = 0;
  std::vector<Keras2Slot> slots;
  for (const std::vector<std::string>& names : groups_of(optimizer)) {
    for (std::size_t weight = 0; weight < weights; ++weight)
      for (std::size_t i = 0; i < names.size(); ++i) {
        const VariablePtr variable = unused_momentum && names[i] == "m" ? nullptr : variables.at(next++);
        // tf_keras does not keep Adafactor's empty slots of vectors.
        if (variable == nullptr || variable->value.dtype() != DType::i32)
          slots.push_back({names[i], weight, group, before + i, variable});
      }
    before += names.size();
    ++group;
  }
  return slots;
}

}  // namespace fovea
