#pragma once
#include "fovea/layers/layer.h"
#include "fovea/layers/size.h"

namespace fovea {

struct Pooling2DOptions {
  ByName by_name = ByName();
  Size2 pool_size = 2;
  Size2 strides = {};  ///< pool_size where it is not set
  PaddingMode padding = Padding::valid;
  std::string data_format = "channels_last";
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<Pooling2DOptions>& fields();
};

/// The largest value of each window.
/// Input    (N, H, W, C) float32
/// Output   (N, H', W', C), H' = floor((H - pool_size + pad) / strides) + 1
/// Units    pool_size, strides: px
/// Errors   usage: sizes that are not positive; shape: rank other than 4, a pool that exceeds the input
/// Source   keras/src/layers/pooling/{base_pooling,max_pooling2d}.py, 3.15
class MaxPooling2D : public Layer {
 public:
  explicit MaxPooling2D(const Pooling2DOptions& options = {});
};
using MaxPool2D = MaxPooling2D;

/// The mean of each window; padding does not count.
/// Input, output, units and errors as MaxPooling2D
/// Source   keras/src/layers/pooling/{base_pooling,average_pooling2d}.py, 3.15
class AveragePooling2D : public Layer {
 public:
  explicit AveragePooling2D(const Pooling2DOptions& options = {});
};
using AvgPool2D = AveragePooling2D;

class Pooling2DBase : public LayerOf<Pooling2DOptions> {
 public:
  Pooling2DBase(const Pooling2DOptions& options, PoolKind kind);
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;

 protected:
  void check() const;  ///< called by the constructors of the classes themselves, whose name messages begin with

 private:
  PoolKind kind_;
};

class MaxPooling2DBase : public Pooling2DBase {
 public:
  explicit MaxPooling2DBase(const Pooling2DOptions& options) : Pooling2DBase(options, PoolKind::maximum) { check(); }
  std::string_view class_name() const override { return "MaxPooling2D"; }
};

class AveragePooling2DBase : public Pooling2DBase {
 public:
  explicit AveragePooling2DBase(const Pooling2DOptions& options) : Pooling2DBase(options, PoolKind::average) {
    check();
  }
  std::string_view class_name() const override { return "AveragePooling2D"; }
};

}  // namespace fovea
