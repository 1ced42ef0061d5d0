#pragma once
#include <optional>
#include <string>
#include <vector>

#include "fovea/base/fields.h"
#include "fovea/base/numbers.h"
#include "fovea/data/shift_range.h"

namespace fovea {

struct ImageDataGeneratorOptions {
  ByName by_name = ByName();
  bool featurewise_center = false;
  bool samplewise_center = false;
  bool featurewise_std_normalization = false;
  bool samplewise_std_normalization = false;
  bool zca_whitening = false;
  double zca_epsilon = 1e-6;
  double rotation_range = 0;  ///< degrees
  ShiftRange width_shift_range = 0.0;
  ShiftRange height_shift_range = 0.0;
  Numbers brightness_range = {};
  double shear_range = 0;  ///< degrees
  Numbers zoom_range = 0.0;
  double channel_shift_range = 0;
  std::string fill_mode = "nearest";
  double cval = 0;
  bool horizontal_flip = false;
  bool vertical_flip = false;
  std::optional<double> rescale = {};
  std::optional<std::string> preprocessing_function = {};  ///< the name of a network: pixel_scaling_of()
  std::optional<std::string> data_format = {};
  double validation_split = 0;
  std::int64_t interpolation_order = 1;
  std::optional<std::string> dtype = {};

  static const Fields<ImageDataGeneratorOptions>& fields();
};

/// Refuses what can mean nothing, and switches on what other arguments ask for, as Keras does.
/// Output   what a user should know about the arguments, a sentence each
/// Errors   usage: an argument out of its range; unsupported: channels first, other types than float32
std::vector<std::string> check_and_complete(ImageDataGeneratorOptions& options);

/// The smallest and the largest zoom that is drawn. Input    options that have been checked
struct ZoomRange {
  double low = 1, high = 1;
};
ZoomRange zoom_of(const ImageDataGeneratorOptions& options);

}  // namespace fovea
