#include "fovea/objectives/losses/check.h"

#include <algorithm>
#include <array>

#include "fovea/objectives/losses/cross_entropy.h"
#include "fovea/objectives/losses/regression.h"

namespace fovea {
namespace {

bool is_binary(const Loss& loss) { return loss.class_name().starts_with("Binary"); }
bool is_cross_entropy(const Loss& loss) {
  return loss.class_name().ends_with("Crossentropy") || loss.class_name().ends_with("CrossEntropy");
}

std::string who(const Loss& loss, const OutputFacts& facts) {
  return std::string(loss.class_name()) + " on output '" + facts.name + "': ";
}
[[noreturn]] void refuse(const Loss& loss, const OutputFacts& facts, const std::string& text) {
  fail(ErrorKind::usage, who(loss, facts) + text);
}

bool gives_probabilities(const std::string& activation) {
  constexpr std::array names{"softmax",   "sigmoid",        "hard_sigmoid", "keras2_hard_sigmoid",
                             "sparsemax", "sparse_sigmoid", "exponential"};
  return std::find(names.begin(), names.end(), activation) != names.end();
}

/// Equal but for the samples' axis, sizes that are not known yet, and a last axis of 1 that one of them lacks.
bool fit(const Shape& labels, const Shape& output) {
  const int shorter = std::min(labels.rank(), output.rank());
  for (int i = 1; i < shorter; ++i)
    if (labels[i] != output[i] && output[i] != None) return false;
  const Shape& longer = labels.rank() > output.rank() ? labels : output;
  return longer.rank() == shorter || (longer.rank() == shorter + 1 && longer[-1] == 1);
}

bool are_indices(const OutputFacts& facts) {
  return fit(facts.labels, Shape(facts.output.begin(), facts.output.end() - 1));
}

void check_activation(const Loss& loss, const OutputFacts& facts) {
  const std::string& activation = facts.activation;
  if (loss.from_logits() && (activation == "softmax" || activation == "sigmoid"))
    refuse(loss, facts,
           "from_logits=True expects values before " + activation + ". Received an output that ends in " +
               activation + ". Drop from_logits=True, or the activation of the last layer.");
  const std::string wanted = is_binary(loss) ? "sigmoid" : "softmax";
  if (!loss.from_logits() && !activation.empty() && !gives_probabilities(activation))
    refuse(loss, facts,
           "expects probabilities. Received an output " +
               (activation == "linear" ? "without activation" : "that ends in " + activation) +
               ". Give the last layer activation='" + wanted + "', or the loss from_logits=True.");
  const std::int64_t units = facts.output[-1];
  if (activation == "softmax" && units == 1)
    refuse(loss, facts,
           "softmax over one unit is always 1. Use activation='sigmoid' with binary_crossentropy, or 2 units.");
  if (is_binary(loss) && activation == "softmax" && units > 2)
    refuse(loss, facts,
           "compares every unit with its own yes-or-no label. Received softmax over " + std::to_string(units) +
               " classes. Use categorical_crossentropy or sparse_categorical_crossentropy.");
  if (!is_binary(loss) && units == 1)
    refuse(loss, facts,
           "needs one output unit for each class. Received 1 unit. Use binary_crossentropy with sigmoid, or more "
           "units.");
}

}  // namespace

void check_loss(const Loss& loss, const OutputFacts& facts) {
  if (is_cross_entropy(loss)) check_activation(loss, facts);
  const std::string received = "labels of shape " + to_string(facts.labels);
  if (loss.labels() == LabelForm::indices) {
    if (are_indices(facts)) return;
    if (fit(facts.labels, facts.output))
      refuse(loss, facts,
             "takes one class index a sample. Received " + received +
                 ", which look one-hot. Use categorical_crossentropy, or the index of each row's maximum.");
    fail(ErrorKind::shape, who(loss, facts) + "takes one class index a sample. Received " + received +
                               " for an output of shape " + to_string(facts.output) + ".");
  }
  if (fit(facts.labels, facts.output)) return;
  if (is_cross_entropy(loss) && are_indices(facts))
    refuse(loss, facts,
           "takes labels of the output's shape " + to_string(facts.output) + ". Received class indices of shape " +
               to_string(facts.labels) +
               ". Use sparse_categorical_crossentropy, or one-hot encode them (to_categorical).");
  fail(ErrorKind::shape, who(loss, facts) + "labels must have the output's shape " + to_string(facts.output) +
                             ". Received " + to_string(facts.labels) + ".");
}

Named<Loss> choose_loss(const OutputFacts& facts) {
  const bool logits = facts.activation == "linear" || facts.activation.empty();
  if (!logits && !gives_probabilities(facts.activation)) return MeanSquaredError();
  if (facts.output[-1] == 1) {
    const bool numbers = facts.label_type == DType::f32 || facts.label_type == DType::f64;
    if (logits && numbers) return MeanSquaredError();
    return BinaryCrossentropy({.from_logits = logits});
  }
  if (are_indices(facts)) return SparseCategoricalCrossentropy({.from_logits = logits});
  if (facts.activation == "sigmoid") return BinaryCrossentropy();
  return CategoricalCrossentropy({.from_logits = logits});
}

}  // namespace fovea
