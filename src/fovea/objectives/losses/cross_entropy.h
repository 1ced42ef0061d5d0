#pragma once
#include "fovea/objectives/losses/loss_of.h"

namespace fovea {

struct BinaryCrossentropyOptions {
  ByName by_name = ByName();
  bool from_logits = false;
  double label_smoothing = 0;
  std::int64_t axis = -1;
  std::string reduction = "sum_over_batch_size";
  std::string name = "binary_crossentropy";
  Json dtype = {};

  static const Fields<BinaryCrossentropyOptions>& fields();
};

/// -(t log p + (1 - t) log(1 - p)), averaged over every axis but the samples': independent yes-or-no outputs.
/// Input    predictions (N, ..., K) float32, target the same shape
/// Output   (N)
/// Errors   usage: label_smoothing outside [0, 1], an axis other than the last
/// Source   keras/src/losses/losses.py, keras/src/backend/tensorflow/nn.py, 3.15
class BinaryCrossentropy : public LossOf<BinaryCrossentropyOptions> {
 public:
  explicit BinaryCrossentropy(const Options& options = {});
  std::string_view class_name() const override { return "BinaryCrossentropy"; }
  ValueId emit(Graph& graph, ValueId predictions, ValueId target) const override;
};

struct CategoricalCrossentropyOptions {
  ByName by_name = ByName();
  bool from_logits = false;
  double label_smoothing = 0;
  std::int64_t axis = -1;
  std::string reduction = "sum_over_batch_size";
  std::string name = "categorical_crossentropy";
  Json dtype = {};

  static const Fields<CategoricalCrossentropyOptions>& fields();
};

/// -sum(t log p) over the classes: labels are one-hot rows, or probabilities.
/// Input    predictions (N, ..., classes) float32, target the same shape
/// Output   (N)
/// Errors   usage: label_smoothing outside [0, 1], an axis other than the last
/// Source   keras/src/losses/losses.py, keras/src/backend/tensorflow/nn.py, 3.15
class CategoricalCrossentropy : public LossOf<CategoricalCrossentropyOptions> {
 public:
  explicit CategoricalCrossentropy(const Options& options = {});
  std::string_view class_name() const override { return "CategoricalCrossentropy"; }
  ValueId emit(Graph& graph, ValueId predictions, ValueId target) const override;
};

struct SparseCategoricalCrossentropyOptions {
  ByName by_name = ByName();
  Json ignore_class = {};
  bool from_logits = false;
  std::int64_t axis = -1;
  std::string reduction = "sum_over_batch_size";
  std::string name = "sparse_categorical_crossentropy";
  Json dtype = {};

  static const Fields<SparseCategoricalCrossentropyOptions>& fields();
};

/// -log p[label]: labels are class indices.
/// Input    predictions (N, ..., classes) float32, target (N, ...) int64
/// Output   (N)
/// Errors   usage: an axis other than the last; unsupported: ignore_class
/// Source   keras/src/losses/losses.py, keras/src/backend/tensorflow/nn.py, 3.15
class SparseCategoricalCrossentropy : public LossOf<SparseCategoricalCrossentropyOptions> {
 public:
  explicit SparseCategoricalCrossentropy(const Options& options = {});
  std::string_view class_name() const override { return "SparseCategoricalCrossentropy"; }
  LabelForm labels() const override { return LabelForm::indices; }
  ValueId emit(Graph& graph, ValueId predictions, ValueId target) const override;
};

}  // namespace fovea
