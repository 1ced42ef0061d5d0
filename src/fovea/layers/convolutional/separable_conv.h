#pragma once
#include "fovea/layers/activations/function.h"
#include "fovea/layers/layer.h"
#include "fovea/layers/size.h"

namespace fovea {

template <int N>
struct SeparableConvOptions {
  ByName by_name = ByName();
  std::int64_t filters = 0;
  Size<N> kernel_size = {};
  Size<N> strides = 1;
  PaddingMode padding = Padding::valid;
  std::string data_format = "channels_last";
  Size<N> dilation_rate = 1;
  std::int64_t depth_multiplier = 1;
  ActivationFunction activation = {};
  bool use_bias = true;
  Named<Initializer> depthwise_initializer = "glorot_uniform";
  Named<Initializer> pointwise_initializer = "glorot_uniform";
  Named<Initializer> bias_initializer = "zeros";
  Named<Regularizer> depthwise_regularizer = {};
  Named<Regularizer> pointwise_regularizer = {};
  Named<Regularizer> bias_regularizer = {};
  Named<Regularizer> activity_regularizer = {};
  Named<Constraint> depthwise_constraint = {};
  Named<Constraint> pointwise_constraint = {};
  Named<Constraint> bias_constraint = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<SeparableConvOptions>& fields();
};
using SeparableConv1DOptions = SeparableConvOptions<1>;
using SeparableConv2DOptions = SeparableConvOptions<2>;

/// A depthwise convolution, then one of 1x1 that mixes the channels, then bias and activation.
/// Input    (N, length, C) or (N, H, W, C) float32
/// Output   (N, H', W', filters), sizes as Conv2D's
/// Weights  depthwise_kernel (kh, kw, C, depth_multiplier), pointwise_kernel (1, 1, C * depth_multiplier, filters),
///          bias (filters)
/// Units    kernel_size, strides, dilation_rate: px
/// Errors   usage: filters, depth_multiplier or sizes that are not positive; shape: another rank, channels unknown, a
///          kernel that exceeds the input
/// Source   keras/src/layers/convolutional/{base_separable_conv,separable_conv1d,separable_conv2d}.py, 3.15; strides may
///          differ from axis to axis, which TensorFlow does not compute
template <int N>
class SeparableConv : public Layer {
 public:
  explicit SeparableConv(const SeparableConvOptions<N>& options);
};
using SeparableConv1D = SeparableConv<1>;
using SeparableConv2D = SeparableConv<2>;

template <int N>
class SeparableConvBase : public LayerOf<SeparableConvOptions<N>> {
 public:
  explicit SeparableConvBase(const SeparableConvOptions<N>& options);
  std::string_view class_name() const override { return N == 1 ? "SeparableConv1D" : "SeparableConv2D"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  void build(std::span<const Shape> inputs) override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
  const Regularizer* activity_regularizer() const override {
    return this->options_.activity_regularizer.pointer().get();
  }
};
using SeparableConv1DBase = SeparableConvBase<1>;
using SeparableConv2DBase = SeparableConvBase<2>;

}  // namespace fovea
