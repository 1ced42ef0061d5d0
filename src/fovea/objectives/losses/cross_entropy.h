#pragma once
#include "fovea/objectives/losses/loss.h"

namespace fovea {

struct BinaryCrossentropyOptions {
  ByName by_name = ByName();
  bool from_logits = false;
  double label_smoothing = 0;
  std::int64_t axis = -1;
  std::string reduction = "sum_over_batch_size";
  std::string name = "binary_crossentropy";

  static const Fields<BinaryCrossentropyOptions>& fields();
};

/// -(t log p + (1 - t) log(1 - p)), averaged over the last axis: independent yes-or-no outputs.
/// Input    predictions (N, ..., K) float32, target the same shape
/// Output   (N)
/// Errors   usage: label_smoothing outside [0, 1], an axis other than the last
/// Source   keras/src/losses/losses.py, keras/src/backend/tensorflow/nn.py, 3.15
class BinaryCrossentropy : public Loss {
 public:
  using Options = BinaryCrossentropyOptions;
  explicit BinaryCrossentropy(const Options& options = {});
  std::string_view class_name() const override { return "BinaryCrossentropy"; }
  Json config() const override { return Options::fields().write(&options_); }
  std::string name() const override { return options_.name; }
  std::string reduction() const override { return options_.reduction; }
  bool from_logits() const override { return options_.from_logits; }
  ValueId emit(Graph& graph, ValueId predictions, ValueId target) const override;

 private:
  Options options_;
};

struct CategoricalCrossentropyOptions {
  ByName by_name = ByName();
  bool from_logits = false;
  double label_smoothing = 0;
  std::int64_t axis = -1;
  std::string reduction = "sum_over_batch_size";
  std::string name = "categorical_crossentropy";

  static const Fields<CategoricalCrossentropyOptions>& fields();
};

/// -sum(t log p) over the classes: labels are one-hot rows, or probabilities.
/// Input    predictions (N, ..., classes) float32, target the same shape
/// Output   (N)
/// Errors   usage: label_smoothing outside [0, 1], an axis other than the last
/// Source   keras/src/losses/losses.py, keras/src/backend/tensorflow/nn.py, 3.15
class CategoricalCrossentropy : public Loss {
 public:
  using Options = CategoricalCrossentropyOptions;
  explicit CategoricalCrossentropy(const Options& options = {});
  std::string_view class_name() const override { return "CategoricalCrossentropy"; }
  Json config() const override { return Options::fields().write(&options_); }
  std::string name() const override { return options_.name; }
  std::string reduction() const override { return options_.reduction; }
  bool from_logits() const override { return options_.from_logits; }
  ValueId emit(Graph& graph, ValueId predictions, ValueId target) const override;

 private:
  Options options_;
};

struct SparseCategoricalCrossentropyOptions {
  ByName by_name = ByName();
  Json ignore_class = {};
  bool from_logits = false;
  std::int64_t axis = -1;
  std::string reduction = "sum_over_batch_size";
  std::string name = "sparse_categorical_crossentropy";

  static const Fields<SparseCategoricalCrossentropyOptions>& fields();
};

/// -log p[label]: labels are class indices.
/// Input    predictions (N, classes) float32, target (N) int64
/// Output   (N)
/// Errors   usage: an axis other than the last; unsupported: ignore_class
/// Source   keras/src/losses/losses.py, keras/src/backend/tensorflow/nn.py, 3.15
class SparseCategoricalCrossentropy : public Loss {
 public:
  using Options = SparseCategoricalCrossentropyOptions;
  explicit SparseCategoricalCrossentropy(const Options& options = {});
  std::string_view class_name() const override { return "SparseCategoricalCrossentropy"; }
  Json config() const override { return Options::fields().write(&options_); }
  std::string name() const override { return options_.name; }
  LabelForm labels() const override { return LabelForm::indices; }
  std::string reduction() const override { return options_.reduction; }
  bool from_logits() const override { return options_.from_logits; }
  ValueId emit(Graph& graph, ValueId predictions, ValueId target) const override;

 private:
  Options options_;
};

}  // namespace fovea
