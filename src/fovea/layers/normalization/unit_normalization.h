#pragma once
#include "fovea/layers/axes.h"
#include "fovea/layers/layer.h"

namespace fovea {

struct UnitNormalizationOptions {
  ByName by_name = ByName();
  Axes axis = -1;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<UnitNormalizationOptions>& fields();
};

/// x divided by its length over `axis` (one or several); what is shorter than 1e-12 by that.
/// Input    (N, ...) float32
/// Output   the same shape
/// Errors   usage: axes that the input lacks or that hold the samples
/// Source   keras/src/layers/normalization/unit_normalization.py, 3.15
class UnitNormalization : public Layer {
 public:
  explicit UnitNormalization(const UnitNormalizationOptions& options = {});
};

class UnitNormalizationBase : public LayerOf<UnitNormalizationOptions> {
 public:
  using LayerOf::LayerOf;
  std::string_view class_name() const override { return "UnitNormalization"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
