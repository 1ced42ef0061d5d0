#pragma once
#include "fovea/layers/layer.h"
#include "fovea/layers/size.h"

namespace fovea {

template <int N>
struct AdaptivePoolingOptions {
  ByName by_name = ByName();
  Size<N> output_size = {};
  std::string data_format = "channels_last";
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<AdaptivePoolingOptions>& fields();
};
using AdaptivePooling1DOptions = AdaptivePoolingOptions<1>;
using AdaptivePooling2DOptions = AdaptivePoolingOptions<2>;
using AdaptivePooling3DOptions = AdaptivePoolingOptions<3>;

/// The mean (AdaptiveAveragePooling) or the largest value (AdaptiveMaxPooling) of each of output_size windows, which are
/// spread evenly whatever the size of the input: of H pixels, window i of n sees floor(i * H / n) to
/// ceil((i + 1) * H / n).
/// Input    (N, length, C), (N, H, W, C) or (N, D, H, W, C) float32
/// Output   (N, output_size..., C)
/// Units    output_size: px
/// Errors   usage: an output_size that is not positive; shape: another rank
/// Source   keras/src/layers/pooling/{base_adaptive_pooling,adaptive_average_pooling1d,...,adaptive_max_pooling3d}.py,
///          3.15
template <PoolKind kind, int N>
class AdaptivePooling : public Layer {
 public:
  explicit AdaptivePooling(const AdaptivePoolingOptions<N>& options);
};
using AdaptiveAveragePooling1D = AdaptivePooling<PoolKind::average, 1>;
using AdaptiveAveragePooling2D = AdaptivePooling<PoolKind::average, 2>;
using AdaptiveAveragePooling3D = AdaptivePooling<PoolKind::average, 3>;
using AdaptiveMaxPooling1D = AdaptivePooling<PoolKind::maximum, 1>;
using AdaptiveMaxPooling2D = AdaptivePooling<PoolKind::maximum, 2>;
using AdaptiveMaxPooling3D = AdaptivePooling<PoolKind::maximum, 3>;

template <PoolKind kind, int N>
class AdaptivePoolingBase : public LayerOf<AdaptivePoolingOptions<N>> {
 public:
  explicit AdaptivePoolingBase(const AdaptivePoolingOptions<N>& options);
  std::string_view class_name() const override;
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};
using AdaptiveAveragePooling1DBase = AdaptivePoolingBase<PoolKind::average, 1>;
using AdaptiveAveragePooling2DBase = AdaptivePoolingBase<PoolKind::average, 2>;
using AdaptiveAveragePooling3DBase = AdaptivePoolingBase<PoolKind::average, 3>;
using AdaptiveMaxPooling1DBase = AdaptivePoolingBase<PoolKind::maximum, 1>;
using AdaptiveMaxPooling2DBase = AdaptivePoolingBase<PoolKind::maximum, 2>;
using AdaptiveMaxPooling3DBase = AdaptivePoolingBase<PoolKind::maximum, 3>;

}  // namespace fovea
