#include "fovea/objectives/metrics/accuracy.h"
#include "fovea/objectives/metrics/cross_entropy.h"
#include "fovea/objectives/metrics/mean_squared_error.h"
#include "fovea/objectives/metrics/top_k.h"

namespace fovea {

template <>
const Registry<Metric>& registry<Metric>() {
  static const Registry<Metric> table(
      "metric", "keras.metrics",
      {
          entry<Metric, Accuracy>("Accuracy", {"accuracy"}),
          entry<Metric, BinaryAccuracy>("BinaryAccuracy", {"binary_accuracy"}),
          entry<Metric, BinaryCrossentropyMetric>("BinaryCrossentropy", {"binary_crossentropy", "bce", "BCE"}),
          entry<Metric, CategoricalAccuracy>("CategoricalAccuracy", {"categorical_accuracy"}),
          entry<Metric, CategoricalCrossentropyMetric>("CategoricalCrossentropy", {"categorical_crossentropy"}),
          entry<Metric, MeanSquaredErrorMetric>("MeanSquaredError", {"mean_squared_error", "mse", "MSE"}),
          entry<Metric, SparseCategoricalAccuracy>("SparseCategoricalAccuracy", {"sparse_categorical_accuracy"}),
          entry<Metric, SparseCategoricalCrossentropyMetric>("SparseCategoricalCrossentropy",
                                                             {"sparse_categorical_crossentropy"}),
          entry<Metric, SparseTopKCategoricalAccuracy>("SparseTopKCategoricalAccuracy",
                                                       {"sparse_top_k_categorical_accuracy"}),
          entry<Metric, TopKCategoricalAccuracy>("TopKCategoricalAccuracy", {"top_k_categorical_accuracy"}),
      });
  return table;
}

}  // namespace fovea
