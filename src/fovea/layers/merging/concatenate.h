#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct ConcatenateOptions {
  ByName by_name = ByName();
  std::int64_t axis = -1;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<ConcatenateOptions>& fields();
};

/// Its inputs one after the other along an axis: Concatenate()({a, b}).
/// Input    one or more (N, ...) float32 of one shape but for the axis
/// Output   that shape, the axis as long as all together
/// Errors   usage: an axis that the inputs lack or that holds the samples; shape: no input, shapes that differ
/// Source   keras/src/layers/merging/concatenate.py, 3.15
class Concatenate : public Layer {
 public:
  explicit Concatenate(const ConcatenateOptions& options = {});
};

class ConcatenateBase : public LayerOf<ConcatenateOptions> {
 public:
  using LayerOf::LayerOf;
  std::string_view class_name() const override { return "Concatenate"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
