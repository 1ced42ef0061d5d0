#pragma once
#include "fovea/layers/augmentation/augmentation.h"
#include "fovea/layers/size.h"

namespace fovea {

struct RandomInvertOptions {
  ByName by_name = ByName();
  Numbers factor = 1;
  Numbers value_range = {0, 255};
  std::optional<std::int64_t> seed = {};
  std::string data_format = "channels_last";
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "RandomInvert";
  static const Fields<RandomInvertOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// A part of the pictures as their negatives.
/// Errors   usage: a factor beyond 0..1, a value_range of other than two numbers
/// Source   keras/src/layers/preprocessing/image_preprocessing/random_invert.py, 3.15
using RandomInvert = Augmentation<RandomInvertOptions>;

struct RandomPosterizationOptions {
  ByName by_name = ByName();
  Numbers factor = {};  ///< must be given
  Numbers value_range = {0, 255};
  std::string data_format = "channels_last";
  std::optional<std::int64_t> seed = {};
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "RandomPosterization";
  static const Fields<RandomPosterizationOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// Pictures of fewer levels.
/// Units    factor: bits of a channel
/// Errors   usage: a factor beyond 1..8 or with a fraction, a value_range of other than two numbers
/// Source   keras/src/layers/preprocessing/image_preprocessing/random_posterization.py, 3.15
using RandomPosterization = Augmentation<RandomPosterizationOptions>;

struct SolarizationOptions {
  ByName by_name = ByName();
  Numbers addition_factor = 0;
  Numbers threshold_factor = 0;
  Numbers value_range = {0, 255};
  std::optional<std::int64_t> seed = {};
  std::string data_format = "channels_last";
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "Solarization";
  static const Fields<SolarizationOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// Pictures with a number added and all above a threshold turned into its negative; both are drawn.
/// Errors   usage: a factor beyond 0..1, a value_range of other than two numbers
/// Source   keras/src/layers/preprocessing/image_preprocessing/solarization.py, 3.15
using Solarization = Augmentation<SolarizationOptions>;

struct RandomSharpnessOptions {
  ByName by_name = ByName();
  Numbers factor = {};  ///< must be given
  Numbers value_range = {0, 255};
  std::string data_format = "channels_last";
  std::optional<std::int64_t> seed = {};
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "RandomSharpness";
  static const Fields<RandomSharpnessOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// Pictures between smoothed and sharpened ones.
/// Errors   usage: a factor beyond 0..1, a value_range of other than two numbers
/// Source   keras/src/layers/preprocessing/image_preprocessing/random_sharpness.py, 3.15
using RandomSharpness = Augmentation<RandomSharpnessOptions>;

struct RandomGaussianBlurOptions {
  ByName by_name = ByName();
  Numbers factor = 1;
  Size2 kernel_size = 3;
  Numbers sigma = 1;
  Numbers value_range = {0, 255};
  std::string data_format = "channels_last";
  std::optional<std::int64_t> seed = {};
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "RandomGaussianBlur";
  static const Fields<RandomGaussianBlurOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// A part of the pictures blurred.
/// Units    kernel_size, sigma: px
/// Errors   usage: a factor or sigma beyond 0..1, a kernel_size that is even or below 1, a value_range of other than two numbers
/// Source   keras/src/layers/preprocessing/image_preprocessing/random_gaussian_blur.py, 3.15
using RandomGaussianBlur = Augmentation<RandomGaussianBlurOptions>;

struct RandomErasingOptions {
  ByName by_name = ByName();
  Numbers factor = 1;
  Numbers scale = {0.02, 0.33};
  Numbers fill_value = {};
  Numbers value_range = {0, 255};
  std::optional<std::int64_t> seed = {};
  std::string data_format = "channels_last";
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "RandomErasing";
  static const Fields<RandomErasingOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// A part of the pictures with a rectangle filled: with fill_value, a number or one for each of three channels, or
/// noise.
/// Units    scale: parts of the height and the width
/// Errors   usage: a factor or scale beyond 0..1, two fill values, a value_range of other than two numbers
/// Source   keras/src/layers/preprocessing/image_preprocessing/random_erasing.py, 3.15
using RandomErasing = Augmentation<RandomErasingOptions>;

}  // namespace fovea
