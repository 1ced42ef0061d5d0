#pragma once
#include <functional>

#include "fovea/graph/graph.h"

/// Rewrites of a graph that keep its results. Each is kept only with a benchmark row it moves and a test that compares
/// results without it.
namespace fovea::passes {

/// Drops operations whose results nothing needs.
void remove_dead(Graph& graph);
/// cast, then a * x + b, becomes one cast.
void fold_affine(Graph& graph);
/// A normalisation by statistics that no sample changes becomes part of the weights before it: what BatchNormalization
/// costs at inference is paid once, when its weights change.
void fold_normalize(Graph& graph);
/// relu behind a convolution or dense operation becomes its epilogue.
void fuse_relu(Graph& graph);
/// The gradient of a max pool and of the relu before it become one operation, so that only the pooled values are kept.
void fuse_pool_gradient(Graph& graph);
/// Max pooling behind a convolution becomes its epilogue where `supported` says that a kernel pays.
void fuse_pool(Graph& graph, const std::function<bool(const OperationSpec&)>& supported);

/// All of them in their order.
void run_all(Graph& graph, const std::function<bool(const OperationSpec&)>& pool_supported);

}  // namespace fovea::passes
