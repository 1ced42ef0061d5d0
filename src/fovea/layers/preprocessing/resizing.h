#pragma once
#include "fovea/kernels/image/sampling.h"
#include "fovea/layers/layer.h"

namespace fovea {

struct ResizingOptions {
  ByName by_name = ByName();
  std::int64_t height = 0;  ///< must be given
  std::int64_t width = 0;   ///< must be given
  std::string interpolation = "bilinear";
  bool crop_to_aspect_ratio = false;
  bool pad_to_aspect_ratio = false;
  std::string fill_mode = "constant";
  double fill_value = 0;
  bool antialias = false;
  std::string data_format = "channels_last";
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<ResizingOptions>& fields();
};

/// Pictures of another size, in training and prediction alike. They are stretched, or first cut to the proportions of
/// the result (crop_to_aspect_ratio) or filled up to them (pad_to_aspect_ratio, with fill_value).
/// Input    (N, H, W, C) of any type
/// Output   (N, height, width, C) float32
/// Units    height, width: px
/// Errors   usage: sizes below 1, an interpolation other than nearest, bilinear, bicubic, lanczos3 and lanczos5, a
///          fill_mode other than constant, cropping and padding at once; shape: rank other than 4
/// Source   keras/src/layers/preprocessing/image_preprocessing/resizing.py, 3.15, on TensorFlow
class Resizing : public Layer {
 public:
  explicit Resizing(const ResizingOptions& options);
};

class ResizingBase : public LayerOf<ResizingOptions> {
 public:
  explicit ResizingBase(const ResizingOptions& options);
  std::string_view class_name() const override { return "Resizing"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;

 private:
  Interpolation interpolation_;
};

}  // namespace fovea
