#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct GaussianDropoutOptions {
  ByName by_name = ByName();
  double rate = -1;  ///< must be given
  std::optional<std::int64_t> seed = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<GaussianDropoutOptions>& fields();
};

/// In training multiplies every element by a normal number of mean 1 and deviation sqrt(rate / (1 - rate)); else
/// nothing.
/// Input    (N, ...) float32
/// Output   the same shape
/// Errors   usage: a rate outside 0..1, training at a rate of 1
/// Source   keras/src/layers/regularization/gaussian_dropout.py, 3.15. The random numbers are fovea's, as Dropout's
///          are
class GaussianDropout : public Layer {
 public:
  explicit GaussianDropout(const GaussianDropoutOptions& options);
};

class GaussianDropoutBase : public LayerOf<GaussianDropoutOptions> {
 public:
  explicit GaussianDropoutBase(const GaussianDropoutOptions& options);
  std::string_view class_name() const override { return "GaussianDropout"; }
  Shape output_shape(std::span<const Shape> inputs) const override { return only_input(inputs); }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
