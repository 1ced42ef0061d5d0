#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct DropoutOptions {
  ByName by_name = ByName();
  double rate = -1;                       ///< must be given
  std::optional<Shape> noise_shape = {};  ///< with the samples' axis, which is None
  std::optional<std::int64_t> seed = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<DropoutOptions>& fields();
};

/// In training sets a part `rate` of the elements to zero and multiplies the others by 1 / (1 - rate); else nothing.
/// Input    (N, ...) float32
/// Output   the same shape
/// Errors   usage: a rate outside 0..1; shape: a noise_shape that does not fit the input; unsupported: samples that
///          share their decision (noise_shape[0] = 1)
/// Source   keras/src/layers/regularization/dropout.py, 3.15. The random numbers are fovea's: they follow the model's
///          seed, and layers with different seeds draw apart
class Dropout : public Layer {
 public:
  explicit Dropout(const DropoutOptions& options);
};

class DropoutBase : public LayerOf<DropoutOptions> {
 public:
  explicit DropoutBase(const DropoutOptions& options);
  std::string_view class_name() const override { return "Dropout"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
