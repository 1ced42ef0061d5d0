#pragma once
#include "fovea/layers/activations/function.h"
#include "fovea/layers/layer.h"

namespace fovea {

struct ActivationOptions {
  ByName by_name = ByName();
  ActivationFunction activation = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<ActivationOptions>& fields();
};

/// An activation function as a layer of its own.
/// Input    (N, ...) float32
/// Output   the same shape; glu halves the last axis
/// Errors   usage: an unknown function; shape: glu of an odd last axis
/// Source   keras/src/layers/activations/activation.py, 3.15
class Activation : public Layer {
 public:
  explicit Activation(const ActivationOptions& options);
};

class ActivationBase : public LayerOf<ActivationOptions> {
 public:
  using LayerOf::LayerOf;
  std::string_view class_name() const override { return "Activation"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
