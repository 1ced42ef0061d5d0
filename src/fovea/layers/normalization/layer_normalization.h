#pragma once
#include "fovea/layers/axes.h"
#include "fovea/layers/layer.h"

namespace fovea {

struct LayerNormalizationOptions {
  ByName by_name = ByName();
  Axes axis = -1;
  double epsilon = 1e-3;
  bool center = true;
  bool scale = true;
  Named<Initializer> beta_initializer = "zeros";
  Named<Initializer> gamma_initializer = "ones";
  Named<Regularizer> beta_regularizer = {};
  Named<Regularizer> gamma_regularizer = {};
  Named<Constraint> beta_constraint = {};
  Named<Constraint> gamma_constraint = {};
  bool rms_scaling = false;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<LayerNormalizationOptions>& fields();
};

/// gamma * (x - mean) / sqrt(variance + epsilon) + beta, mean and variance of each sample over `axis` (one or
/// several). With rms_scaling, as old files have it: gamma * x / sqrt(variance + epsilon).
/// Input    (N, ...) float32
/// Output   the same shape
/// Weights  gamma (lengths of the axes) with scale or rms_scaling, beta (the same) with center and without
///          rms_scaling
/// Errors   usage: axes that the input lacks or that hold the samples, an epsilon below 0; shape: axes unknown or not
///          the weights'
/// Source   keras/src/layers/normalization/layer_normalization.py, 3.15
class LayerNormalization : public Layer {
 public:
  explicit LayerNormalization(const LayerNormalizationOptions& options = {});
};

class LayerNormalizationBase : public LayerOf<LayerNormalizationOptions> {
 public:
  explicit LayerNormalizationBase(const LayerNormalizationOptions& options);
  std::string_view class_name() const override { return "LayerNormalization"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  void build(std::span<const Shape> inputs) override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;

 private:
  Shape weight_shape(const Shape& input) const;
  bool scales() const { return options_.scale || options_.rms_scaling; }
  bool centers() const { return options_.center && !options_.rms_scaling; }
};

}  // namespace fovea
