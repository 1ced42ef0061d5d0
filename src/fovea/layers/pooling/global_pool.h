#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct GlobalPoolingOptions {
  ByName by_name = ByName();
  std::string data_format = "channels_last";
  bool keepdims = false;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<GlobalPoolingOptions>& fields();
};

/// The mean (GlobalAveragePooling) or the largest value (GlobalMaxPooling) of each channel over all pixels.
/// Input    (N, length, C), (N, H, W, C) or (N, D, H, W, C) float32
/// Output   (N, C), or (N, 1, 1, C) with keepdims
/// Errors   shape: another rank
/// Source   keras/src/layers/pooling/{base_global_pooling,global_average_pooling1d,...,global_max_pooling3d}.py, 3.15
template <Reduction kind, int N>
class GlobalPooling : public Layer {
 public:
  explicit GlobalPooling(const GlobalPoolingOptions& options = {});
};
using GlobalAveragePooling1D = GlobalPooling<Reduction::mean, 1>;
using GlobalAveragePooling2D = GlobalPooling<Reduction::mean, 2>;
using GlobalAveragePooling3D = GlobalPooling<Reduction::mean, 3>;
using GlobalMaxPooling1D = GlobalPooling<Reduction::maximum, 1>;
using GlobalMaxPooling2D = GlobalPooling<Reduction::maximum, 2>;
using GlobalMaxPooling3D = GlobalPooling<Reduction::maximum, 3>;
using GlobalAvgPool1D = GlobalAveragePooling1D;
using GlobalAvgPool2D = GlobalAveragePooling2D;
using GlobalAvgPool3D = GlobalAveragePooling3D;
using GlobalMaxPool1D = GlobalMaxPooling1D;
using GlobalMaxPool2D = GlobalMaxPooling2D;
using GlobalMaxPool3D = GlobalMaxPooling3D;

template <Reduction kind, int N>
class GlobalPoolingBase : public LayerOf<GlobalPoolingOptions> {
 public:
  explicit GlobalPoolingBase(const GlobalPoolingOptions& options);
  std::string_view class_name() const override;
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};
using GlobalAveragePooling1DBase = GlobalPoolingBase<Reduction::mean, 1>;
using GlobalAveragePooling2DBase = GlobalPoolingBase<Reduction::mean, 2>;
using GlobalAveragePooling3DBase = GlobalPoolingBase<Reduction::mean, 3>;
using GlobalMaxPooling1DBase = GlobalPoolingBase<Reduction::maximum, 1>;
using GlobalMaxPooling2DBase = GlobalPoolingBase<Reduction::maximum, 2>;
using GlobalMaxPooling3DBase = GlobalPoolingBase<Reduction::maximum, 3>;

}  // namespace fovea
