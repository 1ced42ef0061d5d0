#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct InputOptions {
  ByName by_name = ByName();
  std::string name = "";
  std::string dtype = "float32";
};

/// Where data enters a model.
/// Input    none
/// Output   (N, shape...)
/// Source   keras/src/layers/core/input_layer.py, 3.15
class InputLayer : public LayerBase {
 public:
  InputLayer(const Shape& shape, const InputOptions& options);
  std::string_view class_name() const override { return "InputLayer"; }
  Json config() const override;
  Shape output_shape(std::span<const Shape>) const override { return shape_.with_front(None); }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
  const Shape& shape() const { return shape_; }

 private:
  Shape shape_;
};

/// A symbolic input of the given shape, without the sample axis: Input({28, 28, 1}).
Tensor Input(const Shape& shape, const InputOptions& options = {});

}  // namespace fovea
