#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct AddOptions {
  ByName by_name = ByName();
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<AddOptions>& fields();
};

/// The sum of its inputs, element by element: Add()({a, b}).
/// Input    one or more (N, ...) float32, of one shape or such that they broadcast; where ranks differ, axes of
///          length 1 are put behind that of the samples
/// Output   the common shape
/// Errors   shape: no input; shapes that do not broadcast
/// Source   keras/src/layers/merging/{base_merge,add}.py, 3.15
class Add : public Layer {
 public:
  explicit Add(const AddOptions& options = {});
};

class AddBase : public LayerOf<AddOptions> {
 public:
  using LayerOf::LayerOf;
  std::string_view class_name() const override { return "Add"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
