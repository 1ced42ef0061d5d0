#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct LayerScaleOptions {
  ByName by_name = ByName();
  std::optional<double> init_values = {};  ///< must be given
  std::int64_t projection_dim = -1;        ///< must be given
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<LayerScaleOptions>& fields();
};

/// ConvNeXt's x * gamma: each channel times a trained number, which begins at init_values.
/// Input    (N, ..., projection_dim) float32
/// Output   the same shape
/// Weights  gamma (projection_dim)
/// Errors   usage: an argument that is not given, projection_dim below 1; shape: other channels
/// Source   keras/src/applications/convnext.py, 3.15
class LayerScale : public Layer {
 public:
  explicit LayerScale(const LayerScaleOptions& options);
};

class LayerScaleBase : public LayerOf<LayerScaleOptions> {
 public:
  explicit LayerScaleBase(const LayerScaleOptions& options);
  std::string_view class_name() const override { return "LayerScale"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  void build(std::span<const Shape> inputs) override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
