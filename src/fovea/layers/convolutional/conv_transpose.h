#pragma once
#include "fovea/layers/activations/function.h"
#include "fovea/layers/layer.h"
#include "fovea/layers/size.h"

namespace fovea {

template <int N>
struct ConvTransposeOptions {
  ByName by_name = ByName();
  std::int64_t filters = 0;
  Size<N> kernel_size = {};
  Size<N> strides = 1;
  PaddingMode padding = Padding::valid;
  Size<N> output_padding = {};  ///< where it is not set, the output is strides times the input, or what 'valid' gives
  std::string data_format = "channels_last";
  Size<N> dilation_rate = 1;
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

  static const Fields<ConvTransposeOptions>& fields();
};
using Conv1DTransposeOptions = ConvTransposeOptions<1>;
using Conv2DTransposeOptions = ConvTransposeOptions<2>;
using Conv3DTransposeOptions = ConvTransposeOptions<3>;

/// Transposed convolution, also called deconvolution: from the result of a convolution back to the size of its input.
/// Then bias and activation.
/// Input    (N, length, C), (N, H, W, C) or (N, D, H, W, C) float32
/// Output   (N, H', W', filters), with k = (kernel - 1) * dilation + 1 and s = stride: H' = (H - 1) * s + max(k, s) for
///          'valid', H * s for 'same'; with output_padding p, (H - 1) * s + k + p and (H - 1) * s + k % 2 + p
/// Weights  kernel (kh, kw, filters, C), bias (filters)
/// Units    kernel_size, strides, output_padding, dilation_rate: px
/// Errors   usage: filters or sizes that are not positive, output_padding below 0 or not below strides, strides together
///          with dilation; shape: another rank, channels unknown, an output without pixels
/// Source   keras/src/layers/convolutional/{base_conv_transpose,conv1d_transpose,conv2d_transpose,
///          conv3d_transpose}.py, 3.15. Where an output_padding gives a size that 'same' cannot have come from, which
///          TensorFlow refuses, this is what Keras computes on JAX
template <int N>
class ConvTranspose : public Layer {
 public:
  explicit ConvTranspose(const ConvTransposeOptions<N>& options);
};
using Conv1DTranspose = ConvTranspose<1>;
using Conv2DTranspose = ConvTranspose<2>;
using Conv3DTranspose = ConvTranspose<3>;

template <int N>
class ConvTransposeBase : public LayerOf<ConvTransposeOptions<N>> {
 public:
  explicit ConvTransposeBase(const ConvTransposeOptions<N>& options);
  std::string_view class_name() const override;
  Shape output_shape(std::span<const Shape> inputs) const override;
  void build(std::span<const Shape> inputs) override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
  const Regularizer* activity_regularizer() const override {
    return this->options_.activity_regularizer.pointer().get();
  }

 private:
  /// (N, H', W', filters) of an input (N, H, W, C).
  Shape transposed(const Shape& x) const;
};
using Conv1DTransposeBase = ConvTransposeBase<1>;
using Conv2DTransposeBase = ConvTransposeBase<2>;
using Conv3DTransposeBase = ConvTransposeBase<3>;

}  // namespace fovea
