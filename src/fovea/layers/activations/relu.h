#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct ReLUOptions {
  ByName by_name = ByName();
  std::optional<double> max_value = {};
  double negative_slope = 0;
  double threshold = 0;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<ReLUOptions>& fields();
};

/// Rectified linear unit: min(x, max_value) above the threshold, negative_slope * (x - threshold) below.
/// Input    (N, ...) float32
/// Output   the same shape
/// Errors   usage: an argument below 0
/// Source   keras/src/layers/activations/relu.py, 3.15
class ReLU : public Layer {
 public:
  explicit ReLU(const ReLUOptions& options = {});
};

class ReLUBase : public LayerOf<ReLUOptions> {
 public:
  explicit ReLUBase(const ReLUOptions& options);
  std::string_view class_name() const override { return "ReLU"; }
  Shape output_shape(std::span<const Shape> inputs) const override { return only_input(inputs); }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
