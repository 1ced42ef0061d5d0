#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct GaussianNoiseOptions {
  ByName by_name = ByName();
  double stddev = -1;  ///< must be given
  std::optional<std::int64_t> seed = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<GaussianNoiseOptions>& fields();
};

/// In training adds to every element a normal number of mean 0 and deviation stddev; else nothing.
/// Input    (N, ...) float32
/// Output   the same shape
/// Errors   usage: a deviation outside 0..1
/// Source   keras/src/layers/regularization/gaussian_noise.py, 3.15. The random numbers are fovea's, as Dropout's are
class GaussianNoise : public Layer {
 public:
  explicit GaussianNoise(const GaussianNoiseOptions& options);
};

class GaussianNoiseBase : public LayerOf<GaussianNoiseOptions> {
 public:
  explicit GaussianNoiseBase(const GaussianNoiseOptions& options);
  std::string_view class_name() const override { return "GaussianNoise"; }
  Shape output_shape(std::span<const Shape> inputs) const override { return only_input(inputs); }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
