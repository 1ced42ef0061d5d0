#pragma once
#include <string>

#include "fovea/base/array.h"
#include "fovea/base/json.h"
#include "fovea/models/model.h"

namespace fovea {

/// What is done to pixels before a model's first layer; it is stored with the model and applied wherever it is used.
struct Preprocess {
  InputScaling scaling = {};
  std::string interpolation = "";  ///< the filter that photos were resized with; empty: no photos, or nobody said
  bool keep_aspect_ratio = false, apply_orientation = false, saturate_16 = false;  ///< as in PhotoForm
  bool tensorflow = false;             ///< photos were decoded and resized as TensorFlow does it, not as Pillow
  std::int64_t height = 0, width = 0;  ///< that photos were brought to, of models that take any; 0: the model's

  /// From --preprocess: auto, none, rescale=1/255, tf, torch, caffe. auto is nothing when the model takes raw
  /// pixels, 1/255 for 8-bit pictures, nothing for floats.
  /// Errors   usage: another word; torch and caffe for a model of other than 3 channels
  static Preprocess choose(const std::string& text, const Model& model, DType pixels);
  /// Whether a model takes pixels as they are: Rescaling, Normalization or arithmetic comes before anything that learns, or a
  /// layer that changes values in a range of 0 to 255. Layers that move or cut pixels may stand before it.
  static bool takes_raw_pixels(const Model& model);
  static Preprocess from_json(const Json& json);
  Json to_json() const;
  /// What scaling.standard holds; nothing where there is none.
  PictureStandard standard() const { return scaling.standard ? *scaling.standard : PictureStandard{}; }
  /// The word of choose() that gives this scaling, without what is measured: "none", "rescale", "tf", "torch", "caffe";
  /// "other" if there is none.
  std::string mode() const;
  /// "x / 255", "x / 127.5 - 1", "none"; then what brings pictures to a standard.
  std::string describe() const;
};

}  // namespace fovea
