#pragma once
#include "fovea/layers/axes.h"
#include "fovea/layers/layer.h"

namespace fovea {

struct DotOptions {
  ByName by_name = ByName();
  Axes axes = {};  ///< must be given: one for both inputs, or one of each
  bool normalize = false;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<DotOptions>& fields();
};

/// Products of two inputs summed along an axis of each: Dot({.axes = 1})({a, b}). With normalize they are cosines.
/// Input    two (N, ...) float32 of rank 2 or more; the two axes are equally long
/// Output   (N, the first's other axes, the second's other axes), (N, 1) where there are none
/// Errors   usage: axes that are not one or two, that an input lacks or that hold the samples; shape: axes of unequal
///          length
/// Source   keras/src/layers/merging/dot.py, 3.15
class Dot : public Layer {
 public:
  explicit Dot(const DotOptions& options);
};

class DotBase : public LayerOf<DotOptions> {
 public:
  explicit DotBase(const DotOptions& options);
  std::string_view class_name() const override { return "Dot"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;

 private:
  /// The axis of input i, counted from 0.
  int axis_of(std::size_t i, const Shape& input) const;
};

}  // namespace fovea
