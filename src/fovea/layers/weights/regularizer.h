#pragma once
#include "fovea/base/named.h"
#include "fovea/graph/graph.h"

namespace fovea {

/// A penalty on a weight that is added to the loss.
/// Source   keras/src/regularizers, 3.15
class Regularizer : public Configured {
 public:
  /// Writes the scalar penalty of a value into the graph.
  virtual ValueId emit(Graph& graph, ValueId weight) const = 0;
};

template <>
const Registry<Regularizer>& registry<Regularizer>();

}  // namespace fovea
