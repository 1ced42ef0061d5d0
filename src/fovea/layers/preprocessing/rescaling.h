#pragma once
#include <initializer_list>

#include "fovea/layers/layer.h"

namespace fovea {

/// One number for all elements, or one for each channel of the last axis.
class ChannelNumbers {
 public:
  ChannelNumbers(double all) : values_{all} {}
  ChannelNumbers(std::initializer_list<double> values) : values_(values), list_(true) {}

  bool single() const { return !list_; }
  const std::vector<double>& values() const { return values_; }

  friend Json to_json(const ChannelNumbers& numbers);
  /// Read from a number, a list and Keras' node of a numpy array.
  friend void from_json(const Json& json, ChannelNumbers& numbers);

 private:
  std::vector<double> values_;
  bool list_ = false;
};

struct RescalingOptions {
  ByName by_name = ByName();
  ChannelNumbers scale = 1;
  ChannelNumbers offset = 0;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<RescalingOptions>& fields();
};

/// x * scale + offset, in training and prediction alike.
/// Input    (N, ..., C) of any type
/// Output   the same shape, float32
/// Errors   shape: lists of scales or offsets that are not C long
/// Source   keras/src/layers/preprocessing/rescaling.py, 3.15
class Rescaling : public Layer {
 public:
  explicit Rescaling(const RescalingOptions& options);
};

class RescalingBase : public LayerOf<RescalingOptions> {
 public:
  using LayerOf::LayerOf;
  std::string_view class_name() const override { return "Rescaling"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
