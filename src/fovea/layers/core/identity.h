#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct IdentityOptions {
  ByName by_name = ByName();
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<IdentityOptions>& fields();
};

/// Its input as it is: a place that does nothing.
/// Input    (N, ...) of any type
/// Output   the same
/// Source   keras/src/layers/core/identity.py, 3.15
class Identity : public Layer {
 public:
  explicit Identity(const IdentityOptions& options = {});
};

class IdentityBase : public LayerOf<IdentityOptions> {
 public:
  using LayerOf::LayerOf;
  std::string_view class_name() const override { return "Identity"; }
  Shape output_shape(std::span<const Shape> inputs) const override { return only_input(inputs); }
  ValueId emit(const Emitter&, std::span<const ValueId> inputs) const override { return inputs[0]; }
};

}  // namespace fovea
