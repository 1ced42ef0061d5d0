#pragma once
#include <optional>
#include <vector>

#include "fovea/graph/graph.h"

/// Adds operations to a graph; shapes of results follow from their inputs. Layers, losses and gradients are written with
/// these. Axes count the sample axis of batched values as 0; negative ones count from the end.
/// Errors   shape: operands that do not fit (internal callers check first and name the layer)
namespace fovea::build {

/// Length of a spatial axis after a window slid over it; <= 0 when the window does not fit.
std::int64_t window_output(const Window& window, int axis, std::int64_t input);

/// Input (N, spatial..., C), weights (spatial..., C / groups, O), bias (O). Output (N, spatial'..., O)
ValueId convolution(Graph& g, ValueId x, ValueId weights, std::optional<ValueId> bias, const Window& window,
                    std::int64_t groups);
/// Input (N, spatial..., O), weights (spatial..., C, O). Output `shape` (N, spatial'..., C): what the window slides over
/// to give the input's size.
ValueId convolution_transpose(Graph& g, ValueId x, ValueId weights, const Window& window, const Shape& shape);
/// Input (..., K), weights (K, M), bias (M). Output (..., M)
ValueId dense(Graph& g, ValueId x, ValueId weights, std::optional<ValueId> bias);
/// Input (N, spatial..., C). Output (N, spatial'..., C)
ValueId pool(Graph& g, ValueId x, PoolKind kind, const Window& window);
/// Input (N, spatial..., C). Output `shape` (N, spatial'..., C), of windows spread evenly.
ValueId adaptive_pool(Graph& g, ValueId x, PoolKind kind, const Shape& shape);

ValueId unary(Graph& g, ValueId x, const UnaryAttributes& attributes);
inline ValueId unary(Graph& g, ValueId x, Unary function, double a = 0, double b = 0) {
  return unary(g, x, UnaryAttributes{.function = function, .a = a, .b = b});
}
ValueId binary(Graph& g, Binary function, ValueId a, ValueId b);
inline ValueId add(Graph& g, ValueId a, ValueId b) { return binary(g, Binary::add, a, b); }
inline ValueId multiply(Graph& g, ValueId a, ValueId b) { return binary(g, Binary::multiply, a, b); }
ValueId reduce(Graph& g, ValueId x, Reduction kind, std::vector<int> axes, bool keepdims = false, double scale = 1);
/// x repeated along the axes that `shape` has and x lacks or has as 1, times scale.
ValueId broadcast(Graph& g, ValueId x, const Shape& shape, bool batched, double scale = 1);
ValueId softmax(Graph& g, ValueId x, int axis);
ValueId dropout(Graph& g, ValueId x, const DropoutAttributes& attributes);
/// Independent numbers, normal with mean 0 and deviation 1, for each sample.
ValueId noise(Graph& g, const Shape& shape, DType dtype, std::uint64_t stream);
ValueId concat(Graph& g, const std::vector<ValueId>& parts, int axis);
ValueId slice(Graph& g, ValueId x, std::vector<std::int64_t> begin, const Shape& shape);
ValueId pad(Graph& g, ValueId x, std::vector<std::int64_t> begin, std::vector<std::int64_t> end, double value = 0);
/// `shape` includes the sample axis of a batched x.
ValueId reshape(Graph& g, ValueId x, const Shape& shape);
ValueId transpose(Graph& g, ValueId x, std::vector<int> axes);
/// x sampled along an axis: as long as the table says.
ValueId resize(Graph& g, ValueId x, int axis, const Sampling& table);
/// Pictures (N, H, W, C) float32, each changed at random. Output (N, H', W', C): the size that the change gives.
ValueId augment(Graph& g, ValueId x, const AugmentAttributes& attributes);
ValueId cast(Graph& g, ValueId x, DType dtype, double scale = 1, double offset = 0);

struct Statistics {
  ValueId mean, variance;
};
/// Mean and variance per channel of `axis` over all other axes, the samples included.
Statistics moments(Graph& g, ValueId x, int axis);
ValueId normalize(Graph& g, ValueId x, Statistics statistics, ValueId gamma, ValueId beta, int axis, double epsilon);
ValueId moving_average(Graph& g, ValueId old, ValueId now, double momentum);

/// Output (N): one loss a sample.
ValueId cross_entropy(Graph& g, ValueId predictions, ValueId target, const CrossEntropyAttributes& attributes);

}  // namespace fovea::build
