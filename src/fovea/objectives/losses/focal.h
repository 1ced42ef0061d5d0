#pragma once
#include "fovea/base/numbers.h"
#include "fovea/objectives/losses/loss_of.h"

namespace fovea {

struct BinaryFocalCrossentropyOptions {
  ByName by_name = ByName();
  bool apply_class_balancing = false;
  double alpha = 0.25;
  double gamma = 2;
  bool from_logits = false;
  double label_smoothing = 0;
  std::int64_t axis = -1;
  std::string reduction = "sum_over_batch_size";
  std::string name = "binary_focal_crossentropy";
  Json dtype = {};

  static const Fields<BinaryFocalCrossentropyOptions>& fields();
};

/// Binary cross-entropy times (1 - probability of the label)^gamma, so that what is right already counts little; with
/// apply_class_balancing times alpha for label 1 and 1 - alpha for label 0 too.
/// Input    predictions (N, ..., K) float32, target the same shape
/// Output   (N)
/// Errors   usage: label_smoothing outside [0, 1], alpha outside [0, 1], gamma below 0, an axis other than the last
/// Source   keras/src/losses/losses.py, 3.15; Keras takes any alpha and gamma
class BinaryFocalCrossentropy : public FormulaLoss<BinaryFocalCrossentropyOptions> {
 public:
  explicit BinaryFocalCrossentropy(const Options& options = {});
  std::string_view class_name() const override { return "BinaryFocalCrossentropy"; }

 protected:
  Expression values(const Expression& predictions, const Expression& labels) const override;
};

struct CategoricalFocalCrossentropyOptions {
  ByName by_name = ByName();
  Numbers alpha = 0.25;  ///< one weight, or one for each class
  double gamma = 2;
  bool from_logits = false;
  double label_smoothing = 0;
  std::int64_t axis = -1;
  std::string reduction = "sum_over_batch_size";
  std::string name = "categorical_focal_crossentropy";
  Json dtype = {};

  static const Fields<CategoricalFocalCrossentropyOptions>& fields();
};

/// Categorical cross-entropy whose terms are multiplied by alpha * (1 - p)^gamma. With a list as alpha every class has a
/// weight of its own.
/// Input    predictions (N, ..., classes) float32, target the same shape
/// Output   (N)
/// Errors   usage: label_smoothing outside [0, 1], an alpha or gamma below 0, an axis other than the last;
///          shape: a list of alphas that is not as long as there are classes
/// Source   keras/src/losses/losses.py, 3.15; Keras takes any alpha and gamma
class CategoricalFocalCrossentropy : public FormulaLoss<CategoricalFocalCrossentropyOptions> {
 public:
  explicit CategoricalFocalCrossentropy(const Options& options = {});
  std::string_view class_name() const override { return "CategoricalFocalCrossentropy"; }

 protected:
  Expression values(const Expression& predictions, const Expression& labels) const override;
};

}  // namespace fovea
