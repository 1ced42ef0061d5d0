#pragma once
#include "fovea/layers/activations/function.h"
#include "fovea/layers/layer.h"
#include "fovea/layers/size.h"

namespace fovea {

template <int N>
struct DepthwiseConvOptions {
  ByName by_name = ByName();
  Size<N> kernel_size = {};
  Size<N> strides = 1;
  PaddingMode padding = Padding::valid;
  std::int64_t depth_multiplier = 1;
  std::string data_format = "channels_last";
  Size<N> dilation_rate = 1;
  ActivationFunction activation = {};
  bool use_bias = true;
  Named<Initializer> depthwise_initializer = "glorot_uniform";
  Named<Initializer> bias_initializer = "zeros";
  Named<Regularizer> depthwise_regularizer = {};
  Named<Regularizer> bias_regularizer = {};
  Named<Regularizer> activity_regularizer = {};
  Named<Constraint> depthwise_constraint = {};
  Named<Constraint> bias_constraint = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<DepthwiseConvOptions>& fields();
};
using DepthwiseConv1DOptions = DepthwiseConvOptions<1>;
using DepthwiseConv2DOptions = DepthwiseConvOptions<2>;

/// Convolution of each channel with depth_multiplier kernels of its own, then bias and activation.
/// Input    (N, length, C) or (N, H, W, C) float32
/// Output   (N, H', W', C * depth_multiplier), sizes as Conv2D's
/// Weights  kernel (kh, kw, C, depth_multiplier), bias (C * depth_multiplier)
/// Units    kernel_size, strides, dilation_rate: px
/// Errors   usage: depth_multiplier or sizes that are not positive; shape: another rank, channels unknown, a kernel that
///          exceeds the input
/// Source   keras/src/layers/convolutional/{base_depthwise_conv,depthwise_conv1d,depthwise_conv2d}.py, 3.15; strides
///          may differ from axis to axis, which TensorFlow does not compute
template <int N>
class DepthwiseConv : public Layer {
 public:
  explicit DepthwiseConv(const DepthwiseConvOptions<N>& options);
};
using DepthwiseConv1D = DepthwiseConv<1>;
using DepthwiseConv2D = DepthwiseConv<2>;

template <int N>
class DepthwiseConvBase : public LayerOf<DepthwiseConvOptions<N>> {
 public:
  explicit DepthwiseConvBase(const DepthwiseConvOptions<N>& options);
  std::string_view class_name() const override { return N == 1 ? "DepthwiseConv1D" : "DepthwiseConv2D"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  void build(std::span<const Shape> inputs) override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
  const Regularizer* activity_regularizer() const override {
    return this->options_.activity_regularizer.pointer().get();
  }
};
using DepthwiseConv1DBase = DepthwiseConvBase<1>;
using DepthwiseConv2DBase = DepthwiseConvBase<2>;

/// Each channel of x under its own kernels (k..., C, multiplier): the convolution of C groups.
ValueId emit_depthwise(Graph& graph, ValueId x, ValueId kernel, std::optional<ValueId> bias, const Window& window);

}  // namespace fovea
