#include "fovea/formats/keras/keras2_optimizer.h"

namespace fovea {
namespace {

/// What it remembers of each weight: slots of one inner list lie side by side. Keras 3, and so fovea, has them in the same
/// order.
std::vector<std::vector<std::string>> slots(const Optimizer& optimizer) {
  const Json config = optimizer.config();
  const auto is_on = [&](const char* key) { return config.at(key).as_bool(); };
  const std::string_view name = optimizer.class_name();
  std::vector<std::vector<std::string>> slots;
  if (is_on("use_ema")) slots.push_back({"average"});
  if (name == "Adam" || name == "AdamW") {
    slots.push_back({"m", "v"});
    if (is_on("amsgrad")) slots.push_back({"vhat"});
  }
  if (name == "Nadam") slots.push_back({"m", "v"});
  if (name == "Adamax") slots.push_back({"m", "u"});
  if (name == "SGD" || name == "Lion") slots.push_back({"m"});
  if (name == "RMSprop") {
    slots.push_back({"velocity"});
    if (config.at("momentum").as_double() > 0) slots.push_back({"momentum"});
    if (is_on("centered")) slots.push_back({"average_gradient"});
  }
  if (name == "Adagrad") slots.push_back({"accumulator"});
  if (name == "Adadelta") slots.push_back({"accumulated_grad", "accumulated_delta_var"});
  if (name == "Ftrl") slots.push_back({"accumulator", "linear"});
  if (name == "Adafactor") slots.push_back({"r", "c", "v"});
  return slots;
}

}  // namespace

std::vector<std::pair<std::string, Array>> keras2_optimizer_state(const Optimizer& optimizer,
                                                                  const std::vector<NamedWeight>& weights) {
  const std::string name(optimizer.class_name());
  const Json config = optimizer.config();
  // tf_keras keeps momenta of SGD whether it uses them or not.
  const bool unused_momentum = name == "SGD" && config.at("momentum").as_double() == 0;
  const auto& variables = optimizer.variables();
  std::size_t next = config.at("learning_rate").is_number() ? 2 : 1;
  std::vector<std::pair<std::string, Array>> state{{"iteration:0", variables[0]->value}};
  for (const std::vector<std::string>& side_by_side : slots(optimizer))
    for (const NamedWeight& weight : weights)
      for (const std::string& slot : side_by_side) {
        const bool unused = unused_momentum && slot == "m";
        const Array value = unused ? Array(weight.variable->value.shape()) : variables.at(next++)->value;
        if (value.dtype() == DType::i32)
          continue;  // Adafactor's empty slots of vectors, which tf_keras does not keep
        state.emplace_back(name + "/" + slot + "/" + weight.name, value);
      }
  return state;
}

}  // namespace fovea
