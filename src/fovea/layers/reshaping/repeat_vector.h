#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct RepeatVectorOptions {
  ByName by_name = ByName();
  std::int64_t n = 0;  ///< must be given
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<RepeatVectorOptions>& fields();
};

/// Every sample n times, one row each.
/// Input    (N, C) float32
/// Output   (N, n, C)
/// Errors   usage: n below 1; shape: rank other than 2
/// Source   keras/src/layers/reshaping/repeat_vector.py, 3.15
class RepeatVector : public Layer {
 public:
  explicit RepeatVector(const RepeatVectorOptions& options);
};

class RepeatVectorBase : public LayerOf<RepeatVectorOptions> {
 public:
  explicit RepeatVectorBase(const RepeatVectorOptions& options);
  std::string_view class_name() const override { return "RepeatVector"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
