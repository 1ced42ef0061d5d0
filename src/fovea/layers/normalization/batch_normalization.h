#pragma once
#include "fovea/layers/axes.h"
#include "fovea/layers/layer.h"

namespace fovea {

struct BatchNormalizationOptions {
  ByName by_name = ByName();
  Axes axis = -1;
  double momentum = 0.99;
  double epsilon = 1e-3;
  bool center = true;
  bool scale = true;
  Named<Initializer> beta_initializer = "zeros";
  Named<Initializer> gamma_initializer = "ones";
  Named<Initializer> moving_mean_initializer = "zeros";
  Named<Initializer> moving_variance_initializer = "ones";
  Named<Regularizer> beta_regularizer = {};
  Named<Regularizer> gamma_regularizer = {};
  Named<Constraint> beta_constraint = {};
  Named<Constraint> gamma_constraint = {};
  bool renorm = false;
  Json renorm_clipping = {};
  double renorm_momentum = 0.99;
  bool synchronized = false;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<BatchNormalizationOptions>& fields();
};

/// gamma * (x - mean) / sqrt(variance + epsilon) + beta, for each channel of `axis`. In a training step mean and
/// variance are the batch's, and the moving ones follow them; else, and when the layer is frozen (trainable = false),
/// the moving ones are used.
/// Input    (N, ...) float32
/// Output   the same shape
/// Weights  gamma (C) with scale, beta (C) with center; not trained: moving_mean (C), moving_variance (C)
/// Errors   usage: an axis that the input lacks or that holds the samples; shape: channels unknown or not
///          the weights'; unsupported: renorm
/// Source   keras/src/layers/normalization/batch_normalization.py, 3.15. The statistics are always those of the whole
///          batch, as with synchronized = true
class BatchNormalization : public Layer {
 public:
  explicit BatchNormalization(const BatchNormalizationOptions& options = {});
};

class BatchNormalizationBase : public LayerOf<BatchNormalizationOptions> {
 public:
  explicit BatchNormalizationBase(const BatchNormalizationOptions& options);
  std::string_view class_name() const override { return "BatchNormalization"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  void build(std::span<const Shape> inputs) override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;

 private:
  ValueId normalize(const Emitter& e, ValueId x) const;
};

}  // namespace fovea
