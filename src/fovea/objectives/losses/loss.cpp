#include "fovea/objectives/losses/loss.h"

#include "fovea/objectives/losses/cross_entropy.h"
#include "fovea/objectives/losses/divergence.h"
#include "fovea/objectives/losses/focal.h"
#include "fovea/objectives/losses/generalized_cross_entropy.h"
#include "fovea/objectives/losses/hinge.h"
#include "fovea/objectives/losses/loss_of.h"
#include "fovea/objectives/losses/overlap.h"
#include "fovea/objectives/losses/regression.h"

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

void check_last_axis(const std::string& who, std::int64_t axis) {
  if (axis != -1)
    fail(ErrorKind::usage,
         who + ": classes must be on the last axis (axis=-1). Received axis=" + std::to_string(axis) + ".");
}

void check_smoothing(const std::string& who, double label_smoothing) {
  if (!(label_smoothing >= 0 && label_smoothing <= 1))
    fail(ErrorKind::usage,
         who + ": label_smoothing must be in [0, 1]. Received " + Json(label_smoothing).dump() + ".");
}

ValueId mean_of_positions(const Expression& values) {
  std::vector<int> axes;
  for (int axis = 1; axis < values.shape().rank(); ++axis) axes.push_back(axis);
  return values.reduced(Reduction::mean, axes).id();
}

template <>
const Registry<Loss>& registry<Loss>() {
  static const Registry<Loss> table(
      "loss", "keras.losses",
      {
          entry<Loss, BinaryCrossentropy>("BinaryCrossentropy", {"binary_crossentropy", "bce", "BCE"}),
          entry<Loss, BinaryFocalCrossentropy>("BinaryFocalCrossentropy", {"binary_focal_crossentropy"}),
          entry<Loss, CategoricalCrossentropy>("CategoricalCrossentropy", {"categorical_crossentropy"}),
          entry<Loss, CategoricalFocalCrossentropy>("CategoricalFocalCrossentropy",
                                                    {"categorical_focal_crossentropy"}),
          entry<Loss, CategoricalGeneralizedCrossEntropy>("CategoricalGeneralizedCrossEntropy",
                                                          {"categorical_generalized_cross_entropy"}),
          entry<Loss, CategoricalHinge>("CategoricalHinge", {"categorical_hinge"}),
          entry<Loss, CosineSimilarity>("CosineSimilarity", {"cosine_similarity"}),
          entry<Loss, Dice>("Dice", {"dice"}),
          entry<Loss, Hinge>("Hinge", {"hinge"}),
          entry<Loss, Huber>("Huber", {"huber", "huber_loss"}),
          entry<Loss, KLDivergence>("KLDivergence", {"kl_divergence", "kld", "KLD", "kullback_leibler_divergence"}),
          entry<Loss, LogCosh>("LogCosh", {"log_cosh", "logcosh"}),
          entry<Loss, MeanAbsoluteError>("MeanAbsoluteError", {"mean_absolute_error", "mae", "MAE"}),
          entry<Loss, MeanAbsolutePercentageError>("MeanAbsolutePercentageError",
                                                   {"mean_absolute_percentage_error", "mape", "MAPE"}),
          entry<Loss, MeanSquaredError>("MeanSquaredError", {"mean_squared_error", "mse", "MSE"}),
          entry<Loss, MeanSquaredLogarithmicError>("MeanSquaredLogarithmicError",
                                                   {"mean_squared_logarithmic_error", "msle", "MSLE"}),
          entry<Loss, Poisson>("Poisson", {"poisson"}),
          entry<Loss, SparseCategoricalCrossentropy>("SparseCategoricalCrossentropy",
                                                     {"sparse_categorical_crossentropy"}),
          entry<Loss, SquaredHinge>("SquaredHinge", {"squared_hinge"}),
          entry<Loss, Tversky>("Tversky", {"tversky"}),
      });
  return table;
}

}  // namespace fovea
