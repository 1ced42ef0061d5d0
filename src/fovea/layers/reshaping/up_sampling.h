#pragma once
#include <type_traits>

#include "fovea/kernels/image/sampling.h"
#include "fovea/layers/layer.h"
#include "fovea/layers/size.h"

namespace fovea {

template <int N>
struct UpSamplingOptions {
  ByName by_name = ByName();
  std::conditional_t<N == 1, std::int64_t, Size<N>> size = 2;
  std::string data_format = "channels_last";  ///< not an argument of UpSampling1D
  std::string interpolation = "nearest";      ///< of UpSampling2D alone
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<UpSamplingOptions>& fields();
};

/// Makes the spatial axes `size` times as long: by repeating, or (UpSampling2D) by an interpolation: nearest, bilinear,
/// bicubic, lanczos3, lanczos5.
/// Input    (N, L, C), (N, H, W, C) or (N, D, H, W, C) float32
/// Output   (N, size * L, C) and so on
/// Errors   usage: sizes below 1, an unknown interpolation; shape: another rank
/// Source   keras/src/layers/reshaping/{up_sampling1d,up_sampling2d,up_sampling3d}.py, 3.15
template <int N>
class UpSampling : public Layer {
 public:
  explicit UpSampling(const UpSamplingOptions<N>& options = {});
};
using UpSampling1D = UpSampling<1>;
using UpSampling2D = UpSampling<2>;
using UpSampling3D = UpSampling<3>;

template <int N>
class UpSamplingBase : public LayerOf<UpSamplingOptions<N>> {
 public:
  explicit UpSamplingBase(const UpSamplingOptions<N>& options);
  std::string_view class_name() const override {
    return N == 1 ? "UpSampling1D" : N == 2 ? "UpSampling2D" : "UpSampling3D";
  }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;

 private:
  std::int64_t factor(int axis) const;
  Interpolation interpolation_ = Interpolation::nearest;
};

}  // namespace fovea
