#pragma once
#include <optional>

#include "fovea/objectives/losses/loss.h"

namespace fovea {

/// Writes the loss of a batch: each sample's times its weight, reduced as the loss says, times `factor`.
/// Input    predictions (N, ..., K); target: numbers of the predictions' shape in any type, or int64 indices (N,
/// ...); a
///          last axis of 1 may be missing or too much; weights (N) float32
/// Output   ()
/// Source   keras/src/losses/loss.py, 3.15
ValueId batch_loss(Graph& graph, const Loss& loss, ValueId predictions, ValueId target,
                   std::optional<ValueId> weights, double factor = 1);

}  // namespace fovea
