#pragma once
#include "fovea/layers/activations/function.h"
#include "fovea/layers/layer.h"
#include "fovea/layers/size.h"

namespace fovea {

struct Conv2DOptions {
  ByName by_name = ByName();
  std::int64_t filters = 0;
  Size2 kernel_size = {};
  Size2 strides = 1;
  PaddingMode padding = Padding::valid;
  std::string data_format = "channels_last";
  Size2 dilation_rate = 1;
  std::int64_t groups = 1;
  ActivationFunction activation = {};
  bool use_bias = true;
  Named<Initializer> kernel_initializer = "glorot_uniform";
  Named<Initializer> bias_initializer = "zeros";
  Named<Regularizer> kernel_regularizer = {};
  Named<Regularizer> bias_regularizer = {};
  Named<Regularizer> activity_regularizer = {};
  Named<Constraint> kernel_constraint = {};
  Named<Constraint> bias_constraint = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<Conv2DOptions>& fields();
};

/// 2-D convolution (cross-correlation, as everywhere in deep learning), then bias and activation.
/// Input    (N, H, W, C) float32
/// Output   (N, H', W', filters), H' = floor((H - (kernel - 1) * dilation - 1 + pad) / stride) + 1
/// Weights  kernel (kh, kw, C / groups, filters), bias (filters)
/// Units    kernel_size, strides, dilation_rate: px
/// Errors   usage: filters, sizes or groups that are not positive, filters not divisible by groups, strides together
///          with dilation; shape: rank other than 4, channels unknown or not divisible by groups, a kernel that
///          exceeds the input
/// Source   keras/src/layers/convolutional/{base_conv,conv2d}.py, 3.15
class Conv2D : public Layer {
 public:
  explicit Conv2D(const Conv2DOptions& options);
};

class Conv2DBase : public LayerOf<Conv2DOptions> {
 public:
  explicit Conv2DBase(const Conv2DOptions& options);
  std::string_view class_name() const override { return "Conv2D"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  void build(std::span<const Shape> inputs) override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
  const Regularizer* activity_regularizer() const override { return options_.activity_regularizer.pointer().get(); }
};

}  // namespace fovea
