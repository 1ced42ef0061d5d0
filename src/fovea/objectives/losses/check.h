#pragma once
#include <string>

#include "fovea/base/array.h"
#include "fovea/objectives/losses/loss.h"

namespace fovea {

/// What is known of an output and its labels before the first step.
struct OutputFacts {
  std::string name;        ///< the output layer's name
  std::string activation;  ///< what made the output: "softmax", "sigmoid", "linear", ...; "" where that is not known
  Shape output;            ///< (None, classes)
  Shape labels;            ///< (N) or (N, classes)
  DType label_type = DType::i64;
};

/// Refuses a loss that contradicts the last activation or the labels' form, with the fix.
/// Errors   usage: an activation or labels for another loss; shape: labels for no loss of this output
void check_loss(const Loss& loss, const OutputFacts& facts);

/// The loss for `--loss auto`: binary, sparse or categorical cross-entropy on probabilities or logits, or mean
/// squared error where labels are no classes.
Named<Loss> choose_loss(const OutputFacts& facts);

}  // namespace fovea
