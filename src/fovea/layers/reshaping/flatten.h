#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct FlattenOptions {
  ByName by_name = ByName();
  std::string data_format = "channels_last";
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<FlattenOptions>& fields();
};

/// Every sample as one row.
/// Input    (N, ...) float32
/// Output   (N, product of the other axes)
/// Source   keras/src/layers/reshaping/flatten.py, 3.15
class Flatten : public Layer {
 public:
  explicit Flatten(const FlattenOptions& options = {});
};

class FlattenBase : public LayerOf<FlattenOptions> {
 public:
  explicit FlattenBase(const FlattenOptions& options);
  std::string_view class_name() const override { return "Flatten"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
