#pragma once
#include "fovea/graph/graph.h"

namespace fovea {

/// What a layer is told when it writes its operations into a graph. The sample axis is axis 0 of every value.
struct Emitter {
  Graph& graph;
  bool training = false;  ///< as in a training step, as opposed to prediction or evaluation
  DType dtype = DType::f32;
  std::uint64_t node = 0;  ///< number of this call in the model: random operations draw apart by it
};

}  // namespace fovea
