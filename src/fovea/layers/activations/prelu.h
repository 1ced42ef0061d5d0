#pragma once
#include "fovea/layers/axes.h"
#include "fovea/layers/layer.h"

namespace fovea {

struct PReLUOptions {
  ByName by_name = ByName();
  Named<Initializer> alpha_initializer = "zeros";
  Named<Regularizer> alpha_regularizer = {};
  Named<Constraint> alpha_constraint = {};
  Axes shared_axes = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<PReLUOptions>& fields();
};

/// x where it is positive, alpha * x elsewhere; alpha is learnt, for each element or shared along axes.
/// Input    (N, ...) float32
/// Output   the same shape
/// Weights  alpha (the input's axes but that of the samples, 1 where shared)
/// Errors   usage: shared axes that the input lacks or that hold the samples; shape: an axis that is neither known nor
///          shared, or not the weights'
/// Source   keras/src/layers/activations/prelu.py, 3.15
class PReLU : public Layer {
 public:
  explicit PReLU(const PReLUOptions& options = {});
};

class PReLUBase : public LayerOf<PReLUOptions> {
 public:
  explicit PReLUBase(const PReLUOptions& options);
  std::string_view class_name() const override { return "PReLU"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  void build(std::span<const Shape> inputs) override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;

 private:
  Shape alpha_shape(const Shape& input) const;
};

}  // namespace fovea
