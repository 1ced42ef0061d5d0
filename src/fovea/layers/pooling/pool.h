#pragma once
#include "fovea/layers/layer.h"
#include "fovea/layers/size.h"

namespace fovea {

template <int N>
struct PoolingOptions {
  ByName by_name = ByName();
  Size<N> pool_size = 2;
  Size<N> strides = {};  ///< pool_size where it is not set
  PaddingMode padding = Padding::valid;
  std::string data_format = "channels_last";
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<PoolingOptions>& fields();
};
using Pooling1DOptions = PoolingOptions<1>;
using Pooling2DOptions = PoolingOptions<2>;
using Pooling3DOptions = PoolingOptions<3>;

/// The largest value (MaxPooling) or the mean (AveragePooling) of each window; padding does not count.
/// Input    (N, length, C), (N, H, W, C) or (N, D, H, W, C) float32
/// Output   (N, H', W', C), H' = floor((H - pool_size + pad) / strides) + 1
/// Units    pool_size, strides: px
/// Errors   usage: sizes that are not positive; shape: another rank, a pool that exceeds the input
/// Source   keras/src/layers/pooling/{base_pooling,max_pooling1d,...,average_pooling3d}.py, 3.15
template <PoolKind kind, int N>
class Pooling : public Layer {
 public:
  explicit Pooling(const PoolingOptions<N>& options = {});
};
using MaxPooling1D = Pooling<PoolKind::maximum, 1>;
using MaxPooling2D = Pooling<PoolKind::maximum, 2>;
using MaxPooling3D = Pooling<PoolKind::maximum, 3>;
using AveragePooling1D = Pooling<PoolKind::average, 1>;
using AveragePooling2D = Pooling<PoolKind::average, 2>;
using AveragePooling3D = Pooling<PoolKind::average, 3>;
using MaxPool1D = MaxPooling1D;
using MaxPool2D = MaxPooling2D;
using MaxPool3D = MaxPooling3D;
using AvgPool1D = AveragePooling1D;
using AvgPool2D = AveragePooling2D;
using AvgPool3D = AveragePooling3D;

template <PoolKind kind, int N>
class PoolingBase : public LayerOf<PoolingOptions<N>> {
 public:
  explicit PoolingBase(const PoolingOptions<N>& options);
  std::string_view class_name() const override;
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};
using MaxPooling1DBase = PoolingBase<PoolKind::maximum, 1>;
using MaxPooling2DBase = PoolingBase<PoolKind::maximum, 2>;
using MaxPooling3DBase = PoolingBase<PoolKind::maximum, 3>;
using AveragePooling1DBase = PoolingBase<PoolKind::average, 1>;
using AveragePooling2DBase = PoolingBase<PoolKind::average, 2>;
using AveragePooling3DBase = PoolingBase<PoolKind::average, 3>;

}  // namespace fovea
