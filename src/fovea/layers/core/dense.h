#pragma once
#include "fovea/layers/activations/function.h"
#include "fovea/layers/layer.h"

namespace fovea {

struct DenseOptions {
  ByName by_name = ByName();
  std::int64_t units = 0;
  ActivationFunction activation = {};
  bool use_bias = true;
  Named<Initializer> kernel_initializer = "glorot_uniform";
  Named<Initializer> bias_initializer = "zeros";
  Named<Regularizer> kernel_regularizer = {};
  Named<Regularizer> bias_regularizer = {};
  Named<Regularizer> activity_regularizer = {};
  Named<Constraint> kernel_constraint = {};
  Named<Constraint> bias_constraint = {};
  std::optional<std::int64_t> lora_rank = {};
  std::optional<double> lora_alpha = {};
  Json quantization_config = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<DenseOptions>& fields();
};

/// activation(x * kernel + bias) along the last axis.
/// Input    (N, ..., K) float32
/// Output   (N, ..., units)
/// Weights  kernel (K, units), bias (units)
/// Errors   usage: units below 1; shape: rank below 2, a last axis that is unknown or not the kernel's;
///          unsupported: LoRA and quantization
/// Source   keras/src/layers/core/dense.py, 3.15
class Dense : public Layer {
 public:
  explicit Dense(const DenseOptions& options);
};

class DenseBase : public LayerOf<DenseOptions> {
 public:
  explicit DenseBase(const DenseOptions& options);
  std::string_view class_name() const override { return "Dense"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  void build(std::span<const Shape> inputs) override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
  const Regularizer* activity_regularizer() const override { return options_.activity_regularizer.pointer().get(); }
};

}  // namespace fovea
