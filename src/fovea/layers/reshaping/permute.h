#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct PermuteOptions {
  ByName by_name = ByName();
  std::vector<std::int64_t> dims = {};  ///< must be given; counted from 1
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<PermuteOptions>& fields();
};

/// The axes of each sample in another order: axis i of the output is axis dims[i - 1] of the input.
/// Input    (N, ...) float32
/// Output   (N, axes in the order of dims)
/// Errors   usage: dims that are not the numbers 1, 2, ... in some order; shape: another rank
/// Source   keras/src/layers/reshaping/permute.py, 3.15
class Permute : public Layer {
 public:
  explicit Permute(const PermuteOptions& options);
};

class PermuteBase : public LayerOf<PermuteOptions> {
 public:
  explicit PermuteBase(const PermuteOptions& options);
  std::string_view class_name() const override { return "Permute"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
