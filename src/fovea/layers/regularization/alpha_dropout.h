#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct AlphaDropoutOptions {
  ByName by_name = ByName();
  double rate = -1;                       ///< must be given
  std::optional<Shape> noise_shape = {};  ///< with the samples' axis, which is None
  std::optional<std::int64_t> seed = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<AlphaDropoutOptions>& fields();
};

/// In training sets a part `rate` of the elements to the value at which selu saturates, and moves and scales all so
/// that mean 0 and variance 1 stay; else nothing.
/// Input    (N, ...) float32
/// Output   the same shape
/// Errors   usage: a rate outside 0..1, training at a rate of 1; shape: a noise_shape that does not fit the input;
///          unsupported: samples that share their decision (noise_shape[0] = 1)
/// Source   keras/src/layers/regularization/alpha_dropout.py, 3.15. The random numbers are fovea's, as Dropout's are
class AlphaDropout : public Layer {
 public:
  explicit AlphaDropout(const AlphaDropoutOptions& options);
};

class AlphaDropoutBase : public LayerOf<AlphaDropoutOptions> {
 public:
  explicit AlphaDropoutBase(const AlphaDropoutOptions& options);
  std::string_view class_name() const override { return "AlphaDropout"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
