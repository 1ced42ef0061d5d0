#pragma once
#include <unordered_map>
#include <vector>

#include "fovea/graph/graph.h"

namespace fovea {

/// Appends the operations that compute d loss / d value for each wanted value, and returns them in the same order.
/// `loss` is a scalar (not batched). Gradients that arrive at a value from several sides add in the order of its uses;
/// a value that the loss does not depend on gets zeros.
/// Errors   unsupported: an operation on the way has no gradient
std::vector<ValueId> add_gradients(Graph& graph, ValueId loss, const std::vector<ValueId>& wanted);

}  // namespace fovea
