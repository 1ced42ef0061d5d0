#include "fovea/objectives/losses/generalized_cross_entropy.h"

namespace fovea {
namespace {

/// 1 at the label's class and 0 elsewhere: 1 - |label - class|, kept from below 0.
Expression one_hot(const Expression& labels, const Shape& shape, DType dtype) {
  Graph& graph = labels.graph();
  Array classes(Shape{shape[-1]});
  float next = 0;
  for (float& value : classes.values<float>()) value = next++;
  Shape column = shape;
  column.set(-1, 1);
  const Expression number(graph, build::reshape(graph, build::cast(graph, labels.id(), dtype), column));
  return relu(1 - abs(number - Expression(graph, graph.add_constant(classes.cast(dtype)))));
}

}  // namespace

const Fields<CategoricalGeneralizedCrossEntropyOptions>& CategoricalGeneralizedCrossEntropyOptions::fields() {
  using O = CategoricalGeneralizedCrossEntropyOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("q", &O::q);
    return add_loss_fields(fields);
  }();
  return list;
}

CategoricalGeneralizedCrossEntropy::CategoricalGeneralizedCrossEntropy(const Options& options)
    : FormulaLoss("CategoricalGeneralizedCrossEntropy", options) {
  if (!(options.q > 0 && options.q < 1))
    fail(ErrorKind::usage, "CategoricalGeneralizedCrossEntropy: q must be above 0 and below 1. Received " +
                               Json(options.q).dump() + ".");
}

Expression CategoricalGeneralizedCrossEntropy::values(const Expression& p, const Expression& labels) const {
  const DType dtype = p.graph().desc(p.id()).dtype;
  const Expression own = (p * one_hot(labels, p.shape(), dtype)).sum();
  return (1 / options_.q) * (1 - power(own, options_.q));
}

}  // namespace fovea
