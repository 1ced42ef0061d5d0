#pragma once
#include <cstdint>
#include <string>

#include "fovea/base/array.h"
#include "fovea/data/images/image.h"

namespace fovea {

/// How pictures become pixels of one size.
struct PhotoForm {
  std::int64_t height = 0, width = 0;
  ColorMode color_mode = ColorMode::rgb;
  std::string interpolation = "bilinear";  ///< of Pillow, or of tf.image.resize where path is tf
  bool keep_aspect_ratio = false;  ///< the largest part in the middle that has the proportions; else stretched
  bool pad_to_aspect_ratio =
      false;  ///< where path is tf: black on both sides gives the whole picture the proportions
  DecodePath path = DecodePath::pillow;
  bool fast = false;  ///< --decode fast: JPEGs are decoded at the nearest size above that the decoder has
  bool apply_orientation = false;  ///< EXIF's; Keras does not look at it
  bool saturate_16 = false;        ///< values above 255 of 16-bit pictures become 255, as load_img does

  Shape shape() const { return {height, width, channels_of(color_mode)}; }
  /// uint8, or float32 where path is tf: tf.image.resize does not round.
  DType dtype() const { return path == DecodePath::tf ? DType::f32 : DType::u8; }
  /// All of the above as a text: equal texts give equal pixels.
  std::string key() const;
};

}  // namespace fovea
