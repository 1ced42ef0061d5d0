#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct GlobalPooling2DOptions {
  ByName by_name = ByName();
  std::string data_format = "channels_last";
  bool keepdims = false;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<GlobalPooling2DOptions>& fields();
};

/// The mean of each channel over all pixels.
/// Input    (N, H, W, C) float32
/// Output   (N, C), or (N, 1, 1, C) with keepdims
/// Errors   shape: rank other than 4
/// Source   keras/src/layers/pooling/{base_global_pooling,global_average_pooling2d}.py, 3.15
class GlobalAveragePooling2D : public Layer {
 public:
  explicit GlobalAveragePooling2D(const GlobalPooling2DOptions& options = {});
};
using GlobalAvgPool2D = GlobalAveragePooling2D;

/// The largest value of each channel over all pixels.
/// Input, output and errors as GlobalAveragePooling2D
/// Source   keras/src/layers/pooling/{base_global_pooling,global_max_pooling2d}.py, 3.15
class GlobalMaxPooling2D : public Layer {
 public:
  explicit GlobalMaxPooling2D(const GlobalPooling2DOptions& options = {});
};
using GlobalMaxPool2D = GlobalMaxPooling2D;

class GlobalPooling2DBase : public LayerOf<GlobalPooling2DOptions> {
 public:
  GlobalPooling2DBase(const GlobalPooling2DOptions& options, Reduction kind) : LayerOf(options), kind_(kind) {}
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;

 private:
  Reduction kind_;
};

class GlobalAveragePooling2DBase : public GlobalPooling2DBase {
 public:
  explicit GlobalAveragePooling2DBase(const GlobalPooling2DOptions& options)
      : GlobalPooling2DBase(options, Reduction::mean) {
    require_channels_last(options.data_format);
  }
  std::string_view class_name() const override { return "GlobalAveragePooling2D"; }
};

class GlobalMaxPooling2DBase : public GlobalPooling2DBase {
 public:
  explicit GlobalMaxPooling2DBase(const GlobalPooling2DOptions& options)
      : GlobalPooling2DBase(options, Reduction::maximum) {
    require_channels_last(options.data_format);
  }
  std::string_view class_name() const override { return "GlobalMaxPooling2D"; }
};

}  // namespace fovea
