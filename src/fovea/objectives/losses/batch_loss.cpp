#include "fovea/objectives/losses/batch_loss.h"

#include <limits>

#include "fovea/graph/build.h"

namespace fovea {
namespace {

ValueId fitted(Graph& graph, const Loss& loss, ValueId predictions, ValueId target) {
  const Shape& shape = graph.shape(predictions);
  const bool indices = loss.labels() == LabelForm::indices;
  if (!indices) target = build::cast(graph, target, graph.desc(predictions).dtype);
  const Shape wanted = indices ? Shape(shape.begin(), shape.end() - 1) : shape;
  return graph.shape(target) == wanted ? target : build::reshape(graph, target, wanted);
}

/// A loss that the whole batch has once, as Keras multiplies it by the samples' weights.
ValueId of_batch(Graph& graph, const Loss& loss, ValueId value, std::optional<ValueId> weights, double factor) {
  if (weights && loss.reduction() != "mean_with_sample_weight") {
    const auto kind = loss.reduction() == "sum" ? Reduction::sum : Reduction::mean;
    value = build::multiply(graph, value, build::reduce(graph, *weights, kind, {0}));
  }
  return factor == 1 ? value : build::unary(graph, value, Unary::affine, factor, 0);
}

}  // namespace

ValueId batch_loss(Graph& graph, const Loss& loss, ValueId predictions, ValueId target,
                   std::optional<ValueId> weights, double factor) {
  const Shape shape = graph.shape(predictions);
  ValueId each = loss.emit(graph, predictions, fitted(graph, loss, predictions, target));
  if (graph.shape(each).rank() == 0) return of_batch(graph, loss, each, weights, factor);
  if (weights) each = build::multiply(graph, each, *weights);
  const auto total = [&](double scale) {
    return build::reduce(graph, each, Reduction::sum, {0}, false, factor * scale);
  };
  // A sample's loss is the mean over its positions, of which Keras' sum has every one.
  if (loss.reduction() == "sum") return total(static_cast<double>(loss.values_per_sample(shape)));
  if (loss.reduction() != "mean_with_sample_weight" || !weights) return total(1 / static_cast<double>(shape[0]));
  // Weights that are all 0 give a loss of 0.
  const ValueId sum = build::reduce(graph, *weights, Reduction::sum, {0});
  const ValueId smallest =
      graph.add_scalar(static_cast<double>(std::numeric_limits<float>::min()), graph.desc(sum).dtype);
  return build::binary(graph, Binary::divide, total(1), build::binary(graph, Binary::maximum, sum, smallest));
}

}  // namespace fovea
