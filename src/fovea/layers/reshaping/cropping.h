#pragma once
#include "fovea/layers/layer.h"
#include "fovea/layers/reshaping/edges.h"

namespace fovea {

template <int N>
struct CroppingOptions {
  ByName by_name = ByName();
  Edges<N> cropping = N == 2 ? 0 : 1;
  std::string data_format = "channels_last";  ///< not an argument of Cropping1D
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<CroppingOptions>& fields();
};

/// Cuts off the ends of the spatial axes: of steps, of rows and columns, of planes, rows and columns.
/// Input    (N, L, C), (N, H, W, C) or (N, D, H, W, C) float32
/// Output   (N, L - begin - end, C) and so on
/// Errors   usage: a cropping below 0; shape: another rank, a cropping that leaves nothing
/// Source   keras/src/layers/reshaping/{cropping1d,cropping2d,cropping3d}.py, 3.15
template <int N>
class Cropping : public Layer {
 public:
  explicit Cropping(const CroppingOptions<N>& options = {});
};
using Cropping1D = Cropping<1>;
using Cropping2D = Cropping<2>;
using Cropping3D = Cropping<3>;

template <int N>
class CroppingBase : public LayerOf<CroppingOptions<N>> {
 public:
  explicit CroppingBase(const CroppingOptions<N>& options);
  std::string_view class_name() const override {
    return N == 1 ? "Cropping1D" : N == 2 ? "Cropping2D" : "Cropping3D";
  }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
