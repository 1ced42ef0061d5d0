#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct CustomScaleLayerOptions {
  ByName by_name = ByName();
  std::optional<double> scale = {};  ///< must be given
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<CustomScaleLayerOptions>& fields();
};

/// The shortcut of InceptionResNetV2: the first input plus `scale` times the second.
/// Input    two (N, ...) float32 of one shape
/// Output   the same shape
/// Errors   usage: no scale; shape: other than two inputs, shapes that differ
/// Source   keras/src/applications/inception_resnet_v2.py, 3.15
class CustomScaleLayer : public Layer {
 public:
  explicit CustomScaleLayer(const CustomScaleLayerOptions& options);
};

class CustomScaleLayerBase : public LayerOf<CustomScaleLayerOptions> {
 public:
  explicit CustomScaleLayerBase(const CustomScaleLayerOptions& options);
  std::string_view class_name() const override { return "CustomScaleLayer"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
