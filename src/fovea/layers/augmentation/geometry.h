#pragma once
#include "fovea/layers/augmentation/augmentation.h"

namespace fovea {

struct RandomFlipOptions {
  ByName by_name = ByName();
  std::string mode = "horizontal_and_vertical";
  std::optional<std::int64_t> seed = {};
  std::string data_format = "channels_last";
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "RandomFlip";
  static const Fields<RandomFlipOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// Pictures mirrored: left and right, top and bottom.
/// Errors   usage: another mode
/// Source   keras/src/layers/preprocessing/image_preprocessing/random_flip.py, 3.15
using RandomFlip = Augmentation<RandomFlipOptions>;

struct RandomRotationOptions {
  ByName by_name = ByName();
  Numbers factor = {};  ///< must be given
  std::string fill_mode = "reflect";
  std::string interpolation = "bilinear";
  std::optional<std::int64_t> seed = {};
  double fill_value = 0;
  std::string data_format = "channels_last";
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "RandomRotation";
  static const Fields<RandomRotationOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// Pictures turned about their middle.
/// Units    factor: whole turns
/// Errors   usage: a factor beyond -1..1, another fill_mode or interpolation
/// Source   keras/src/layers/preprocessing/image_preprocessing/random_rotation.py, 3.15
using RandomRotation = Augmentation<RandomRotationOptions>;

struct RandomZoomOptions {
  ByName by_name = ByName();
  Numbers height_factor = {};  ///< must be given
  Numbers width_factor = {};
  std::string fill_mode = "reflect";
  std::string interpolation = "bilinear";
  std::optional<std::int64_t> seed = {};
  double fill_value = 0;
  std::string data_format = "channels_last";
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "RandomZoom";
  static const Fields<RandomZoomOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// Pictures enlarged (below 0) or made smaller about their middle, by their width as by their height where no
/// width_factor is given.
/// Units    factors: parts of the height and the width
/// Errors   usage: a factor beyond -1..1, -1 itself, another fill_mode or interpolation
/// Source   keras/src/layers/preprocessing/image_preprocessing/random_zoom.py, 3.15
using RandomZoom = Augmentation<RandomZoomOptions>;

struct RandomTranslationOptions {
  ByName by_name = ByName();
  Numbers height_factor = {};  ///< must be given
  Numbers width_factor = {};   ///< must be given
  std::string fill_mode = "reflect";
  std::string interpolation = "bilinear";
  std::optional<std::int64_t> seed = {};
  double fill_value = 0;
  std::string data_format = "channels_last";
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "RandomTranslation";
  static const Fields<RandomTranslationOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// Pictures moved down (above 0) and to the right.
/// Units    factors: parts of the height and the width
/// Errors   usage: a factor beyond -1..1, another fill_mode or interpolation
/// Source   keras/src/layers/preprocessing/image_preprocessing/random_translation.py, 3.15
using RandomTranslation = Augmentation<RandomTranslationOptions>;

struct RandomShearOptions {
  ByName by_name = ByName();
  Numbers x_factor = 0;
  Numbers y_factor = 0;
  std::string interpolation = "bilinear";
  std::string fill_mode = "reflect";
  double fill_value = 0;
  std::string data_format = "channels_last";
  std::optional<std::int64_t> seed = {};
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "RandomShear";
  static const Fields<RandomShearOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// Pictures with their rows moved along x, their columns along y.
/// Errors   usage: a factor beyond 0..1, another fill_mode or interpolation
/// Source   keras/src/layers/preprocessing/image_preprocessing/random_shear.py, 3.15. A number f, which Keras writes as
///          (-f, f) and then refuses to read, is read in both forms and written as f
using RandomShear = Augmentation<RandomShearOptions>;

struct RandomPerspectiveOptions {
  ByName by_name = ByName();
  Numbers factor = 1;
  double scale = 1;
  std::string interpolation = "bilinear";
  double fill_value = 0;
  std::optional<std::int64_t> seed = {};
  std::string data_format = "channels_last";
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "RandomPerspective";
  static const Fields<RandomPerspectiveOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// Pictures seen from aside.
/// Units    factor: the part of the pictures that changes; scale: of half the height and the width
/// Errors   usage: a factor or scale beyond 0..1, another interpolation
/// Source   keras/src/layers/preprocessing/image_preprocessing/random_perspective.py, 3.15
using RandomPerspective = Augmentation<RandomPerspectiveOptions>;

struct RandomElasticTransformOptions {
  ByName by_name = ByName();
  Numbers factor = 1;
  Numbers scale = 1;
  std::string interpolation = "bilinear";
  std::string fill_mode = "reflect";
  double fill_value = 0;
  Numbers value_range = {0, 255};
  std::optional<std::int64_t> seed = {};
  std::string data_format = "channels_last";
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "RandomElasticTransform";
  static const Fields<RandomElasticTransformOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// Pictures bent as if drawn on rubber.
/// Units    factor: the part of the pictures that changes
/// Errors   usage: a factor or scale beyond 0..1, another fill_mode or interpolation
/// Source   keras/src/layers/preprocessing/image_preprocessing/random_elastic_transform.py, 3.15
using RandomElasticTransform = Augmentation<RandomElasticTransformOptions>;

}  // namespace fovea
