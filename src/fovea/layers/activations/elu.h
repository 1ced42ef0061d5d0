#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct ELUOptions {
  ByName by_name = ByName();
  double alpha = 1;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<ELUOptions>& fields();
};

/// x where it is positive, alpha * (exp(x) - 1) elsewhere.
/// Input    (N, ...) float32
/// Output   the same shape
/// Errors   usage: an alpha that is not finite
/// Source   keras/src/layers/activations/elu.py, 3.15
class ELU : public Layer {
 public:
  explicit ELU(const ELUOptions& options = {});
};

class ELUBase : public LayerOf<ELUOptions> {
 public:
  explicit ELUBase(const ELUOptions& options);
  std::string_view class_name() const override { return "ELU"; }
  Shape output_shape(std::span<const Shape> inputs) const override { return only_input(inputs); }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
