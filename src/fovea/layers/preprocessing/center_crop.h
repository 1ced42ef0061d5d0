#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct CenterCropOptions {
  ByName by_name = ByName();
  std::int64_t height = 0;  ///< must be given
  std::int64_t width = 0;   ///< must be given
  std::string data_format = "channels_last";
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<CenterCropOptions>& fields();
};

/// The middle of pictures, in training and prediction alike. From one that is too small the largest part of the right
/// proportions is taken and resized (bilinear).
/// Input    (N, H, W, C) of any type
/// Output   (N, height, width, C) float32
/// Units    height, width: px
/// Errors   usage: sizes below 1; shape: rank other than 4
/// Source   keras/src/layers/preprocessing/image_preprocessing/center_crop.py, 3.15
class CenterCrop : public Layer {
 public:
  explicit CenterCrop(const CenterCropOptions& options);
};

class CenterCropBase : public LayerOf<CenterCropOptions> {
 public:
  explicit CenterCropBase(const CenterCropOptions& options);
  std::string_view class_name() const override { return "CenterCrop"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
