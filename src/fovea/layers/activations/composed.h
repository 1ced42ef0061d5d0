#pragma once
#include "fovea/graph/graph.h"

/// Activation functions that are made of several operations, along the last axis where they have one.
namespace fovea::composed {

/// a * sigmoid(b) of the two halves of the last axis.
ValueId glu(Graph& g, ValueId x);
ValueId log_softmax(Graph& g, ValueId x);
/// 0 below -1, 1 above 1, (x + 1) / 2 between.
ValueId sparse_sigmoid(Graph& g, ValueId x);
/// The point of the simplex that is nearest to x. Memory grows with the square of the last axis.
ValueId sparsemax(Graph& g, ValueId x);

}  // namespace fovea::composed
