#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct StochasticDepthOptions {
  ByName by_name = ByName();
  double drop_path_rate = -1;  ///< must be given
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<StochasticDepthOptions>& fields();
};

/// ConvNeXt's dropout of whole samples: in training sets a part drop_path_rate of the samples to zero and multiplies
/// the others by 1 / (1 - drop_path_rate); else nothing.
/// Input    (N, ...) float32
/// Output   the same shape
/// Errors   usage: a rate outside 0..1
/// Source   keras/src/applications/convnext.py, 3.15. The random numbers are fovea's, as Dropout's are
class StochasticDepth : public Layer {
 public:
  explicit StochasticDepth(const StochasticDepthOptions& options);
};

class StochasticDepthBase : public LayerOf<StochasticDepthOptions> {
 public:
  explicit StochasticDepthBase(const StochasticDepthOptions& options);
  std::string_view class_name() const override { return "StochasticDepth"; }
  Shape output_shape(std::span<const Shape> inputs) const override { return only_input(inputs); }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
