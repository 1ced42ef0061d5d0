#pragma once
#include "fovea/layers/axes.h"
#include "fovea/layers/layer.h"

namespace fovea {

struct RMSNormalizationOptions {
  ByName by_name = ByName();
  Axes axis = -1;
  double epsilon = 1e-6;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<RMSNormalizationOptions>& fields();
};

/// scale * x / sqrt(mean(x^2) + epsilon), the mean of each sample over `axis` (the last one, or the last ones).
/// Input    (N, ...) float32
/// Output   the same shape
/// Weights  scale (lengths of the axes)
/// Errors   usage: axes that the input lacks or that hold the samples, an epsilon below 0; unsupported: axes that are
///          not the last ones (Keras multiplies by the scale along others than it normalizes); shape: axes unknown or
///          not the weights'
/// Source   keras/src/layers/normalization/rms_normalization.py, 3.15
class RMSNormalization : public Layer {
 public:
  explicit RMSNormalization(const RMSNormalizationOptions& options = {});
};

class RMSNormalizationBase : public LayerOf<RMSNormalizationOptions> {
 public:
  explicit RMSNormalizationBase(const RMSNormalizationOptions& options);
  std::string_view class_name() const override { return "RMSNormalization"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  void build(std::span<const Shape> inputs) override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;

 private:
  Shape scale_shape(const Shape& input) const;
};

}  // namespace fovea
