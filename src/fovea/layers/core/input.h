#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct InputOptions {
  ByName by_name = ByName();
  std::string name = "";
  std::string dtype = "float32";
};

/// Either `shape` (without the samples) or `batch_shape` says what comes in.
struct InputLayerOptions {
  ByName by_name = ByName();
  std::optional<Shape> shape = {};
  std::optional<std::int64_t> batch_size = {};
  std::string dtype = "float32";
  bool sparse = false;
  bool ragged = false;
  std::optional<Shape> batch_shape = {};
  std::string name = "";
  bool optional = false;

  static const Fields<InputLayerOptions>& fields();
};

/// Where data enters a model.
/// Input    none
/// Output   (N, shape...)
/// Errors   usage: neither or both of shape and batch_shape; shape: a dimension of 0; unsupported: sparse, ragged
/// Source   keras/src/layers/core/input_layer.py, 3.15. A fixed batch size is kept in files; any batch may be given
class InputLayer : public LayerBase {
 public:
  using Options = InputLayerOptions;
  explicit InputLayer(const Options& options);
  std::string_view class_name() const override { return "InputLayer"; }
  Json config() const override;
  Shape output_shape(std::span<const Shape>) const override { return shape_.with_front(None); }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
  const Shape& shape() const { return shape_; }

 private:
  Options options_;
  Shape shape_;
};

/// A symbolic input of the given shape, without the sample axis: Input({28, 28, 1}).
Tensor Input(const Shape& shape, const InputOptions& options = {});

}  // namespace fovea
