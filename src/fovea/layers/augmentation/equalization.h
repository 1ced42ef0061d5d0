#pragma once
#include "fovea/layers/augmentation/augmentation.h"
#include "fovea/layers/size.h"

namespace fovea {

struct AutoContrastOptions {
  ByName by_name = ByName();
  Numbers value_range = {0, 255};
  std::string data_format = "channels_last";
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "AutoContrast";
  static const Fields<AutoContrastOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// Each channel of each picture stretched over the value range, in training and prediction alike. A channel of one
/// value stays as it is.
/// Input    (N, H, W, C) of any type
/// Output   the same shape, float32
/// Errors   usage: a value_range of other than two numbers; shape: rank other than 4
/// Source   keras/src/layers/preprocessing/image_preprocessing/auto_contrast.py, 3.15
class AutoContrast : public Layer {
 public:
  explicit AutoContrast(const AutoContrastOptions& options = {});
};

class AutoContrastBase : public AugmentationBase<AutoContrastOptions> {
 public:
  using AugmentationBase::AugmentationBase;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

struct EqualizationOptions {
  ByName by_name = ByName();
  Numbers value_range = {0, 255};
  std::int64_t bins = 256;
  std::string data_format = "channels_last";
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "Equalization";
  static const Fields<EqualizationOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// Values of each channel spread evenly in training, by how often each occurs in the whole batch. In prediction pictures stay
/// as they are.
/// Errors   usage: a value_range of other than two numbers, bins below 1
/// Source   keras/src/layers/preprocessing/image_preprocessing/equalization.py, 3.15
using Equalization = Augmentation<EqualizationOptions>;

struct ContrastLimitedAdaptiveHistogramEqualizationOptions {
  ByName by_name = ByName();
  Numbers value_range = {0, 255};
  double clip_limit = 4;
  Size2 tile_grid_size = 8;
  std::string data_format = "channels_last";
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "ContrastLimitedAdaptiveHistogramEqualization";
  static const Fields<ContrastLimitedAdaptiveHistogramEqualizationOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// Values spread evenly tile by tile, in training and prediction alike.
/// Input    (N, H, W, C) of any type
/// Output   the same shape, float32
/// Errors   usage: a value_range of other than two numbers, tiles below 1; shape: rank other than 4, tiles that reach
///          over a picture by more than its length; unsupported: gradients that would have to pass
/// Source   keras/src/layers/preprocessing/image_preprocessing/clahe.py, 3.15
class ContrastLimitedAdaptiveHistogramEqualization : public Layer {
 public:
  explicit ContrastLimitedAdaptiveHistogramEqualization(
      const ContrastLimitedAdaptiveHistogramEqualizationOptions& options = {});
};

class ContrastLimitedAdaptiveHistogramEqualizationBase
    : public AugmentationBase<ContrastLimitedAdaptiveHistogramEqualizationOptions> {
 public:
  using AugmentationBase::AugmentationBase;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
