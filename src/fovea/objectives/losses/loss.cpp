#include "fovea/objectives/losses/loss.h"

#include "fovea/objectives/losses/cross_entropy.h"
#include "fovea/objectives/losses/mean_squared_error.h"

namespace fovea {

std::string checked_reduction(const std::string& who, const std::string& reduction) {
  if (reduction == "auto") return "sum_over_batch_size";  // Keras 2's word for it
  if (reduction == "none")
    fail(ErrorKind::usage,
         who + ": reduction 'none' leaves no single loss to train on. Use 'sum_over_batch_size' or 'sum'.");
  const std::vector<std::string> known{"sum_over_batch_size", "mean", "sum", "mean_with_sample_weight"};
  if (std::find(known.begin(), known.end(), reduction) == known.end())
    fail(ErrorKind::usage, who + ": reduction '" + reduction + "' is not known. " + suggest(reduction, known));
  return reduction;
}

template <>
const Registry<Loss>& registry<Loss>() {
  static const Registry<Loss> table(
      "loss", "keras.losses",
      {
          entry<Loss, BinaryCrossentropy>("BinaryCrossentropy", {"binary_crossentropy", "bce", "BCE"}),
          entry<Loss, CategoricalCrossentropy>("CategoricalCrossentropy", {"categorical_crossentropy"}),
          entry<Loss, MeanSquaredError>("MeanSquaredError", {"mean_squared_error", "mse", "MSE"}),
          entry<Loss, SparseCategoricalCrossentropy>("SparseCategoricalCrossentropy",
                                                     {"sparse_categorical_crossentropy"}),
      });
  return table;
}

}  // namespace fovea
