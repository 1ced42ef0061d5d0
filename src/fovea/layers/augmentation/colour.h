#pragma once
#include "fovea/layers/augmentation/augmentation.h"

namespace fovea {

struct RandomBrightnessOptions {
  ByName by_name = ByName();
  Numbers factor = {};  ///< must be given
  Numbers value_range = {0, 255};
  std::optional<std::int64_t> seed = {};
  std::string data_format = "channels_last";
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "RandomBrightness";
  static const Fields<RandomBrightnessOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// Pictures made brighter or darker by a part of the value range.
/// Errors   usage: a factor beyond -1..1, a value_range of other than two numbers
/// Source   keras/src/layers/preprocessing/image_preprocessing/random_brightness.py, 3.15
using RandomBrightness = Augmentation<RandomBrightnessOptions>;

struct RandomContrastOptions {
  ByName by_name = ByName();
  Numbers factor = {};  ///< must be given
  Numbers value_range = {0, 255};
  std::optional<std::int64_t> seed = {};
  std::string data_format = "channels_last";
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "RandomContrast";
  static const Fields<RandomContrastOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// Pictures with each channel's distances from its mean multiplied.
/// Errors   usage: a factor beyond 0..1, a value_range of other than two numbers
/// Source   keras/src/layers/preprocessing/image_preprocessing/random_contrast.py, 3.15
using RandomContrast = Augmentation<RandomContrastOptions>;

struct RandomSaturationOptions {
  ByName by_name = ByName();
  Numbers factor = {};  ///< must be given
  Numbers value_range = {0, 255};
  std::string data_format = "channels_last";
  std::optional<std::int64_t> seed = {};
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "RandomSaturation";
  static const Fields<RandomSaturationOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// Pictures with stronger or weaker colours.
/// Errors   usage: a factor beyond -1..1, a value_range of other than two numbers
/// Source   keras/src/layers/preprocessing/image_preprocessing/random_saturation.py, 3.15
using RandomSaturation = Augmentation<RandomSaturationOptions>;

struct RandomHueOptions {
  ByName by_name = ByName();
  Numbers factor = {};  ///< must be given
  Numbers value_range = {0, 255};
  std::string data_format = "channels_last";
  std::optional<std::int64_t> seed = {};
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "RandomHue";
  static const Fields<RandomHueOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// Pictures with their colours turned around the colour wheel.
/// Units    factor: whole turns
/// Errors   usage: a factor beyond 0..1, a value_range of other than two numbers
/// Source   keras/src/layers/preprocessing/image_preprocessing/random_hue.py, 3.15
using RandomHue = Augmentation<RandomHueOptions>;

struct RandomColorJitterOptions {
  ByName by_name = ByName();
  Numbers value_range = {0, 255};
  Numbers brightness_factor = {};
  Numbers contrast_factor = {};
  Numbers saturation_factor = {};
  Numbers hue_factor = {};
  std::optional<std::int64_t> seed = {};
  std::string data_format = "channels_last";
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "RandomColorJitter";
  static const Fields<RandomColorJitterOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// RandomBrightness, RandomContrast, RandomSaturation and RandomHue, those that have a factor, one after the other.
/// Errors   usage: a factor that the layer of its name refuses, a value_range of other than two numbers
/// Source   keras/src/layers/preprocessing/image_preprocessing/random_color_jitter.py, 3.15
using RandomColorJitter = Augmentation<RandomColorJitterOptions>;

struct RandomColorDegenerationOptions {
  ByName by_name = ByName();
  Numbers factor = {};  ///< must be given
  Numbers value_range = {0, 255};
  std::string data_format = "channels_last";
  std::optional<std::int64_t> seed = {};
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "RandomColorDegeneration";
  static const Fields<RandomColorDegenerationOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// Pictures between themselves and grey ones.
/// Errors   usage: a factor beyond -1..1, a value_range of other than two numbers
/// Source   keras/src/layers/preprocessing/image_preprocessing/random_color_degeneration.py, 3.15
using RandomColorDegeneration = Augmentation<RandomColorDegenerationOptions>;

struct RandomGrayscaleOptions {
  ByName by_name = ByName();
  double factor = 0.5;
  std::string data_format = "channels_last";
  std::optional<std::int64_t> seed = {};  ///< not written, as Keras does not
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "RandomGrayscale";
  static const Fields<RandomGrayscaleOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// A part of the pictures without their colours.
/// Errors   usage: a factor beyond 0..1
/// Source   keras/src/layers/preprocessing/image_preprocessing/random_grayscale.py, 3.15
using RandomGrayscale = Augmentation<RandomGrayscaleOptions>;

}  // namespace fovea
