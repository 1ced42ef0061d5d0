#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct ReshapeOptions {
  ByName by_name = ByName();
  std::vector<std::int64_t> target_shape = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<ReshapeOptions>& fields();
};

/// The same elements of each sample under another shape; one dimension may be -1, what is left over.
/// Input    (N, ...) float32
/// Output   (N, target_shape...)
/// Errors   usage: more than one -1, a dimension below -1; shape: another number of elements
/// Source   keras/src/layers/reshaping/reshape.py, 3.15
class Reshape : public Layer {
 public:
  explicit Reshape(const ReshapeOptions& options);
};

class ReshapeBase : public LayerOf<ReshapeOptions> {
 public:
  explicit ReshapeBase(const ReshapeOptions& options);
  std::string_view class_name() const override { return "Reshape"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
