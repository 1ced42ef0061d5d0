#pragma once
#include "fovea/layers/axes.h"
#include "fovea/layers/layer.h"

namespace fovea {

struct SoftmaxOptions {
  ByName by_name = ByName();
  Axes axis = -1;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<SoftmaxOptions>& fields();
};

/// exp(x) divided by its sum along an axis, or over several axes together.
/// Input    (N, ...) float32
/// Output   the same shape
/// Errors   usage: an axis that the input lacks, that occurs twice, or that holds the samples
/// Source   keras/src/layers/activations/softmax.py, 3.15, without masks
class Softmax : public Layer {
 public:
  explicit Softmax(const SoftmaxOptions& options = {});
};

class SoftmaxBase : public LayerOf<SoftmaxOptions> {
 public:
  using LayerOf::LayerOf;
  std::string_view class_name() const override { return "Softmax"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
