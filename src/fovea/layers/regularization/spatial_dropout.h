#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

template <int N>
struct SpatialDropoutOptions {
  ByName by_name = ByName();
  double rate = -1;                           ///< must be given
  std::string data_format = "channels_last";  ///< not an argument of SpatialDropout1D
  std::optional<std::int64_t> seed = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<SpatialDropoutOptions>& fields();
};

/// Dropout of whole channels: in training sets a part `rate` of each sample's channels to zero and multiplies the
/// others by 1 / (1 - rate); else nothing.
/// Input    (N, L, C), (N, H, W, C) or (N, D, H, W, C) float32
/// Output   the same shape
/// Errors   usage: a rate outside 0..1; shape: another rank
/// Source   keras/src/layers/regularization/spatial_dropout.py, 3.15. The random numbers are fovea's, as Dropout's
///          are
template <int N>
class SpatialDropout : public Layer {
 public:
  explicit SpatialDropout(const SpatialDropoutOptions<N>& options);
};
using SpatialDropout1D = SpatialDropout<1>;
using SpatialDropout2D = SpatialDropout<2>;
using SpatialDropout3D = SpatialDropout<3>;

template <int N>
class SpatialDropoutBase : public LayerOf<SpatialDropoutOptions<N>> {
 public:
  explicit SpatialDropoutBase(const SpatialDropoutOptions<N>& options);
  std::string_view class_name() const override {
    return N == 1 ? "SpatialDropout1D" : N == 2 ? "SpatialDropout2D" : "SpatialDropout3D";
  }
  Json config() const override;
  Shape output_shape(std::span<const Shape> inputs) const override { return this->only_input(inputs, N + 2); }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
