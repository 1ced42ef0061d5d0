#include "fovea/objectives/metrics/accuracy.h"
#include "fovea/objectives/metrics/agreement.h"
#include "fovea/objectives/metrics/auc.h"
#include "fovea/objectives/metrics/confusion_counts.h"
#include "fovea/objectives/metrics/cross_entropy.h"
#include "fovea/objectives/metrics/divergence.h"
#include "fovea/objectives/metrics/f_score.h"
#include "fovea/objectives/metrics/hinge.h"
#include "fovea/objectives/metrics/operating_point.h"
#include "fovea/objectives/metrics/precision_recall.h"
#include "fovea/objectives/metrics/regression.h"
#include "fovea/objectives/metrics/top_k.h"

namespace fovea {

template <>
const Registry<Metric>& registry<Metric>() {
  static const Registry<Metric> table(
      "metric", "keras.metrics",
      {
          entry<Metric, Accuracy>("Accuracy", {"accuracy"}),
          entry<Metric, AUC>("AUC", {"auc"}),
          entry<Metric, BinaryAccuracy>("BinaryAccuracy", {"binary_accuracy"}),
          entry<Metric, BinaryCrossentropyMetric>("BinaryCrossentropy", {"binary_crossentropy", "bce", "BCE"}),
          entry<Metric, CategoricalAccuracy>("CategoricalAccuracy", {"categorical_accuracy"}),
          entry<Metric, CategoricalCrossentropyMetric>("CategoricalCrossentropy", {"categorical_crossentropy"}),
          entry<Metric, CategoricalHingeMetric>("CategoricalHinge", {"categorical_hinge"}),
          entry<Metric, CohenKappa>("CohenKappa", {"cohen_kappa", "cohen_kappa_score"}),
          entry<Metric, ConfusionMatrix>("ConfusionMatrix", {"confusion_matrix"}),
          entry<Metric, CosineSimilarityMetric>("CosineSimilarity", {"cosine_similarity"}),
          entry<Metric, F1Score>("F1Score", {"f1_score"}),
          entry<Metric, FBetaScore>("FBetaScore", {"f_beta_score", "fbeta_score"}),
          entry<Metric, FalseNegatives>("FalseNegatives", {"false_negatives"}),
          entry<Metric, FalsePositives>("FalsePositives", {"false_positives"}),
          entry<Metric, HingeMetric>("Hinge", {"hinge"}),
          entry<Metric, KLDivergenceMetric>("KLDivergence", {"kl_divergence"}),
          entry<Metric, LogCoshError>("LogCoshError", {"log_cosh_error"}),
          entry<Metric, MatthewsCorrelation>("MatthewsCorrelation",
                                             {"matthews_correlation", "matthews_corrcoef", "mcc"}),
          entry<Metric, MeanAbsoluteErrorMetric>("MeanAbsoluteError", {"mean_absolute_error", "mae", "MAE"}),
          entry<Metric, MeanAbsolutePercentageErrorMetric>("MeanAbsolutePercentageError",
                                                           {"mean_absolute_percentage_error", "mape", "MAPE"}),
          entry<Metric, MeanSquaredErrorMetric>("MeanSquaredError", {"mean_squared_error", "mse", "MSE"}),
          entry<Metric, MeanSquaredLogarithmicErrorMetric>("MeanSquaredLogarithmicError",
                                                           {"mean_squared_logarithmic_error", "msle", "MSLE"}),
          entry<Metric, PoissonMetric>("Poisson", {"poisson"}),
          entry<Metric, Precision>("Precision", {"precision"}),
          entry<Metric, PrecisionAtRecall>("PrecisionAtRecall", {"precision_at_recall"}),
          entry<Metric, Recall>("Recall", {"recall"}),
          entry<Metric, RecallAtPrecision>("RecallAtPrecision", {"recall_at_precision"}),
          entry<Metric, RootMeanSquaredError>("RootMeanSquaredError", {"root_mean_squared_error"}),
          entry<Metric, SensitivityAtSpecificity>("SensitivityAtSpecificity", {"sensitivity_at_specificity"}),
          entry<Metric, SparseCategoricalAccuracy>("SparseCategoricalAccuracy", {"sparse_categorical_accuracy"}),
          entry<Metric, SparseCategoricalCrossentropyMetric>("SparseCategoricalCrossentropy",
                                                             {"sparse_categorical_crossentropy"}),
          entry<Metric, SparseTopKCategoricalAccuracy>("SparseTopKCategoricalAccuracy",
                                                       {"sparse_top_k_categorical_accuracy"}),
          entry<Metric, SpecificityAtSensitivity>("SpecificityAtSensitivity", {"specificity_at_sensitivity"}),
          entry<Metric, SquaredHingeMetric>("SquaredHinge", {"squared_hinge"}),
          entry<Metric, TopKCategoricalAccuracy>("TopKCategoricalAccuracy", {"top_k_categorical_accuracy"}),
          entry<Metric, TrueNegatives>("TrueNegatives", {"true_negatives"}),
          entry<Metric, TruePositives>("TruePositives", {"true_positives"}),
      });
  return table;
}

bool is_keras_metric(std::string_view class_name) {
  return class_name != "CohenKappa" && class_name != "ConfusionMatrix" && class_name != "MatthewsCorrelation";
}

}  // namespace fovea
