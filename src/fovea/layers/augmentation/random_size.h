#pragma once
#include "fovea/base/fixed_text.h"
#include "fovea/layers/augmentation/augmentation.h"

namespace fovea {

template <FixedText layer_name>
struct RandomSizeOptions {
  ByName by_name = ByName();
  Numbers factor = {};  ///< must be given
  std::string interpolation = "bilinear";
  std::optional<std::int64_t> seed = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = layer_name.text;
  static const Fields<RandomSizeOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const;
};

/// Pictures of another height, all of a batch alike; in a model, whose sizes are fixed, resized back. Files of Keras 2 have it, Keras 3 does not.
/// Units    factor: parts of the height
/// Errors   usage: a number beyond 0..1, two that are not in order or below -1, another interpolation
/// Source   tf_keras/src/layers/preprocessing/image_preprocessing.py, 2.21
using RandomHeight = Augmentation<RandomSizeOptions<"RandomHeight">>;

/// Pictures of another width, as RandomHeight. Files of Keras 2 have it, Keras 3 does not.
/// Units    factor: parts of the width
/// Errors   usage: a number beyond 0..1, two that are not in order or below -1, another interpolation
/// Source   tf_keras/src/layers/preprocessing/image_preprocessing.py, 2.21
using RandomWidth = Augmentation<RandomSizeOptions<"RandomWidth">>;

}  // namespace fovea
