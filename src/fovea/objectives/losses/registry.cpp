#include "fovea/objectives/losses/cross_entropy.h"
#include "fovea/objectives/losses/mean_squared_error.h"

namespace fovea {

template <>
const Registry<Loss>& registry<Loss>() {
  static const Registry<Loss> table(
      "loss", "keras.losses",
      {
          entry<Loss, BinaryCrossentropy>("BinaryCrossentropy", {"binary_crossentropy", "bce"}),
          entry<Loss, CategoricalCrossentropy>("CategoricalCrossentropy", {"categorical_crossentropy"}),
          entry<Loss, MeanSquaredError>("MeanSquaredError", {"mean_squared_error", "mse", "MSE"}),
          entry<Loss, SparseCategoricalCrossentropy>("SparseCategoricalCrossentropy", {"sparse_categorical_crossentropy"}),
      });
  return table;
}

}  // namespace fovea
