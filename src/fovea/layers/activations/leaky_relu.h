#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct LeakyReLUOptions {
  ByName by_name = ByName();
  double negative_slope = 0.3;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<LeakyReLUOptions>& fields();
};

/// x where it is positive, negative_slope * x elsewhere.
/// Input    (N, ...) float32
/// Output   the same shape
/// Errors   usage: a slope below 0
/// Source   keras/src/layers/activations/leaky_relu.py, 3.15
class LeakyReLU : public Layer {
 public:
  explicit LeakyReLU(const LeakyReLUOptions& options = {});
};

class LeakyReLUBase : public LayerOf<LeakyReLUOptions> {
 public:
  explicit LeakyReLUBase(const LeakyReLUOptions& options);
  std::string_view class_name() const override { return "LeakyReLU"; }
  Shape output_shape(std::span<const Shape> inputs) const override { return only_input(inputs); }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
