#pragma once
#include "fovea/layers/layer.h"
#include "fovea/layers/weights/regularizers.h"

namespace fovea {

struct ActivityRegularizationOptions {
  ByName by_name = ByName();
  double l1 = 0;
  double l2 = 0;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<ActivityRegularizationOptions>& fields();
};

/// Its input as it is; l1 * sum(|x|) + l2 * sum(x^2), divided by the number of samples, is added to the loss.
/// Input    (N, ...) float32
/// Output   the same
/// Errors   usage: a factor that is negative or not finite
/// Source   keras/src/layers/regularization/activity_regularization.py, 3.15
class ActivityRegularization : public Layer {
 public:
  explicit ActivityRegularization(const ActivityRegularizationOptions& options = {});
};

class ActivityRegularizationBase : public LayerOf<ActivityRegularizationOptions> {
 public:
  explicit ActivityRegularizationBase(const ActivityRegularizationOptions& options);
  std::string_view class_name() const override { return "ActivityRegularization"; }
  Shape output_shape(std::span<const Shape> inputs) const override { return only_input(inputs); }
  ValueId emit(const Emitter&, std::span<const ValueId> inputs) const override { return inputs[0]; }
  const Regularizer* activity_regularizer() const override { return &penalty_; }

 private:
  L1L2 penalty_;
};

}  // namespace fovea
