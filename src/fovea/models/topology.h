#pragma once
#include <memory>
#include <vector>

#include "fovea/layers/layer.h"

namespace fovea {

/// The layers and calls between a model's inputs and outputs.
struct Topology {
  std::vector<std::shared_ptr<LayerBase>> layers;  ///< in the order of Keras' model.layers
  std::vector<std::shared_ptr<Node>> nodes;        ///< every call after those it needs
};

/// Walks from the outputs back to the inputs and sorts as Keras does (by depth, then by the order of the walk), so that
/// summaries, weights and files have Keras' order. An input that no output needs is kept.
/// Errors   usage: an output that depends on an input which is not among `inputs`
/// Source   keras/src/ops/function.py map_graph, 3.15
Topology sort_topology(const Tensors& inputs, const Tensors& outputs);

/// Names the layers that have none: snake-case class name, then _1, _2, ... in the order in which they were made.
/// Errors   usage: two layers of the same given name
void name_layers(const std::vector<std::shared_ptr<LayerBase>>& layers);

}  // namespace fovea
