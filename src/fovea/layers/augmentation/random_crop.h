#pragma once
#include "fovea/layers/augmentation/augmentation.h"

namespace fovea {

struct RandomCropOptions {
  ByName by_name = ByName();
  std::int64_t height = 0;  ///< must be given
  std::int64_t width = 0;   ///< must be given
  std::optional<std::int64_t> seed = {};
  std::string data_format = "channels_last";
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "RandomCrop";
  static const Fields<RandomCropOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// Parts of pictures: in training any part, the same of all pictures in a batch, or where a picture is too small what is
/// left from the middle on, resized (bilinear). In prediction pictures stay as they are, in their own size, as Keras 3.15
/// leaves them: a model whose weights want (height, width) takes pictures of that size alone. Keras 2 cuts and resizes them, and
/// its layers are read as a Pipeline that does.
/// Input    (N, H, W, C) of any type
/// Output   (N, height, width, C) float32; in prediction (N, H, W, C)
/// Units    height, width: px
/// Errors   usage: sizes below 1; shape: rank other than 4
/// Source   keras/src/layers/preprocessing/image_preprocessing/random_crop.py, 3.15
class RandomCrop : public Layer {
 public:
  explicit RandomCrop(const RandomCropOptions& options);
};

class RandomCropBase : public AugmentationBase<RandomCropOptions> {
 public:
  using AugmentationBase::AugmentationBase;
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
