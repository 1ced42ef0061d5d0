#pragma once
#include "fovea/layers/layer.h"
#include "fovea/layers/reshaping/edges.h"

namespace fovea {

template <int N>
struct ZeroPaddingOptions {
  ByName by_name = ByName();
  Edges<N> padding = 1;
  std::string data_format = "channels_last";
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<ZeroPaddingOptions>& fields();
};

/// Adds zeros at the ends of the spatial axes: of steps, of rows and columns, of planes, rows and columns.
/// Input    (N, L, C), (N, H, W, C) or (N, D, H, W, C) float32
/// Output   (N, begin + L + end, C) and so on
/// Errors   usage: a padding below 0; shape: another rank
/// Source   keras/src/layers/reshaping/{zero_padding1d,zero_padding2d,zero_padding3d}.py, 3.15
template <int N>
class ZeroPadding : public Layer {
 public:
  explicit ZeroPadding(const ZeroPaddingOptions<N>& options = {});
};
using ZeroPadding1D = ZeroPadding<1>;
using ZeroPadding2D = ZeroPadding<2>;
using ZeroPadding3D = ZeroPadding<3>;

template <int N>
class ZeroPaddingBase : public LayerOf<ZeroPaddingOptions<N>> {
 public:
  explicit ZeroPaddingBase(const ZeroPaddingOptions<N>& options);
  std::string_view class_name() const override {
    return N == 1 ? "ZeroPadding1D" : N == 2 ? "ZeroPadding2D" : "ZeroPadding3D";
  }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
