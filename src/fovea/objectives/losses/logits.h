#pragma once
#include <optional>

#include "fovea/graph/graph.h"

namespace fovea {

/// What went into the softmax or sigmoid that made the predictions, if one did. Keras keeps it with the predictions,
/// since logits are exact where probabilities round to 0 or 1; which of the two functions it was makes no difference
/// there.
std::optional<ValueId> logits_behind(const Graph& graph, ValueId predictions);

}  // namespace fovea
