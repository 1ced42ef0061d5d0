#pragma once
#include "fovea/base/numbers.h"
#include "fovea/layers/layer.h"

namespace fovea {

struct RescalingOptions {
  ByName by_name = ByName();
  Numbers scale = {};  ///< must be given
  Numbers offset = 0;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<RescalingOptions>& fields();
};

/// x * scale + offset, in training and prediction alike.
/// Input    (N, ..., C) of any type
/// Output   the same shape, float32
/// Errors   usage: no scale or no offset; shape: lists of scales or offsets that do not spread over a sample
/// Source   keras/src/layers/preprocessing/rescaling.py, 3.15
class Rescaling : public Layer {
 public:
  explicit Rescaling(const RescalingOptions& options);
};

class RescalingBase : public LayerOf<RescalingOptions> {
 public:
  explicit RescalingBase(const RescalingOptions& options);
  std::string_view class_name() const override { return "Rescaling"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
