#include "fovea/objectives/losses/check.h"

#include "fovea/objectives/losses/cross_entropy.h"
#include "fovea/objectives/losses/mean_squared_error.h"

namespace fovea {
namespace {

bool is_binary(const Loss& loss) { return loss.class_name() == "BinaryCrossentropy"; }
bool is_cross_entropy(const Loss& loss) { return loss.class_name().ends_with("Crossentropy"); }

[[noreturn]] void refuse(const Loss& loss, const OutputFacts& facts, const std::string& text) {
  fail(ErrorKind::usage, std::string(loss.class_name()) + " on output '" + facts.name + "': " + text);
}

/// Number of labels a sample has: 1 for (N) and (N, 1).
std::int64_t label_width(const Shape& labels) { return labels.rank() < 2 ? 1 : labels.count(1, labels.rank()); }

void check_activation(const Loss& loss, const OutputFacts& facts) {
  const bool probabilities = facts.activation == "softmax" || facts.activation == "sigmoid";
  if (loss.from_logits() && probabilities)
    refuse(loss, facts, "from_logits=True expects values before " + facts.activation + ". Received an output that ends in " +
                            facts.activation + ". Drop from_logits=True, or the activation of the last layer.");
  const std::string wanted = is_binary(loss) ? "sigmoid" : "softmax";
  if (!loss.from_logits() && facts.activation == "linear")
    refuse(loss, facts, "expects probabilities. Received an output without activation. Give the last layer activation='" + wanted +
                            "', or the loss from_logits=True.");
  const std::int64_t units = facts.output[-1];
  if (facts.activation == "softmax" && units == 1)
    refuse(loss, facts, "softmax over one unit is always 1. Use activation='sigmoid' with binary_crossentropy, or 2 units.");
  if (is_binary(loss) && facts.activation == "softmax" && units > 2)
    refuse(loss, facts, "compares every unit with its own yes-or-no label. Received softmax over " + std::to_string(units) +
                            " classes. Use categorical_crossentropy or sparse_categorical_crossentropy.");
  if (!is_binary(loss) && units == 1)
    refuse(loss, facts, "needs one output unit for each class. Received 1 unit. Use binary_crossentropy with sigmoid, or more units.");
}

}  // namespace

void check_loss(const Loss& loss, const OutputFacts& facts) {
  if (is_cross_entropy(loss)) check_activation(loss, facts);
  const std::int64_t width = label_width(facts.labels), units = facts.output.count(1, facts.output.rank());
  if (loss.labels() == LabelForm::indices) {
    if (width != 1)
      refuse(loss, facts, "takes one class index a sample. Received labels of shape " + to_string(facts.labels) +
                              ", which look one-hot. Use categorical_crossentropy, or the index of each row's maximum.");
    return;
  }
  if (width == units) return;
  if (width == 1 && loss.class_name() == "CategoricalCrossentropy")
    refuse(loss, facts, "takes one-hot labels of shape (N, " + std::to_string(units) + "). Received class indices of shape " +
                            to_string(facts.labels) + ". Use sparse_categorical_crossentropy, or one-hot encode them (to_categorical).");
  fail(ErrorKind::shape, std::string(loss.class_name()) + " on output '" + facts.name + "': labels must have the output's shape " +
                             to_string(facts.output) + ". Received " + to_string(facts.labels) + ".");
}

Named<Loss> choose_loss(const OutputFacts& facts) {
  const bool logits = facts.activation == "linear";
  const std::int64_t units = facts.output[-1], width = label_width(facts.labels);
  if (units == 1 || facts.activation == "sigmoid") return BinaryCrossentropy({.from_logits = logits});
  if (facts.activation != "softmax" && !logits) return MeanSquaredError();
  if (width == 1) return SparseCategoricalCrossentropy({.from_logits = logits});
  return CategoricalCrossentropy({.from_logits = logits});
}

}  // namespace fovea
