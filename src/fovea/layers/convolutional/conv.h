#pragma once
#include "fovea/layers/activations/function.h"
#include "fovea/layers/layer.h"
#include "fovea/layers/size.h"

namespace fovea {

template <int N>
struct ConvOptions {
  ByName by_name = ByName();
  std::int64_t filters = 0;
  Size<N> kernel_size = {};
  Size<N> strides = 1;
  BasicPaddingMode<N == 1> padding = Padding::valid;
  std::string data_format = "channels_last";
  Size<N> dilation_rate = 1;
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

  static const Fields<ConvOptions>& fields();
};
using Conv1DOptions = ConvOptions<1>;
using Conv2DOptions = ConvOptions<2>;
using Conv3DOptions = ConvOptions<3>;

/// Convolution over N spatial axes (cross-correlation, as everywhere in deep learning), then bias and activation.
/// Conv1D also takes padding='causal': results see only what came before them.
/// Input    (N, length, C), (N, H, W, C) or (N, D, H, W, C) float32
/// Output   (N, H', W', filters), H' = floor((H - (kernel - 1) * dilation - 1 + pad) / stride) + 1
/// Weights  kernel (kh, kw, C / groups, filters), bias (filters)
/// Units    kernel_size, strides, dilation_rate: px
/// Errors   usage: filters, sizes or groups that are not positive, filters not divisible by groups, strides together
///          with dilation; shape: another rank, channels unknown or not divisible by groups, a kernel that exceeds the
///          input
/// Source   keras/src/layers/convolutional/{base_conv,conv1d,conv2d,conv3d}.py, 3.15
template <int N>
class Conv : public Layer {
 public:
  explicit Conv(const ConvOptions<N>& options);
};
using Conv1D = Conv<1>;
using Conv2D = Conv<2>;
using Conv3D = Conv<3>;

template <int N>
class ConvBase : public LayerOf<ConvOptions<N>> {
 public:
  explicit ConvBase(const ConvOptions<N>& options);
  std::string_view class_name() const override;
  Shape output_shape(std::span<const Shape> inputs) const override;
  void build(std::span<const Shape> inputs) override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
  const Regularizer* activity_regularizer() const override {
    return this->options_.activity_regularizer.pointer().get();
  }
};
using Conv1DBase = ConvBase<1>;
using Conv2DBase = ConvBase<2>;
using Conv3DBase = ConvBase<3>;

}  // namespace fovea
