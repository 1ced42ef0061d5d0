#pragma once
#include <array>
#include <optional>
#include <vector>

#include "fovea/base/fields.h"
#include "fovea/kernels/image/spline.h"

namespace fovea {

/// What ImageDataGenerator draws for one picture, under Keras' names.
struct TransformParameters {
  ByName by_name = ByName();
  double theta = 0;       ///< degrees
  double tx = 0, ty = 0;  ///< pixels; drawn from height_shift_range and width_shift_range
  double shear = 0;       ///< degrees
  double zx = 1, zy = 1;  ///< of the horizontal and the vertical side; below 1 enlarges
  bool flip_horizontal = false, flip_vertical = false;
  std::optional<double> channel_shift_intensity = {}, brightness = {};

  static const Fields<TransformParameters>& fields();
};

/// As Keras' get_random_transform() gives it.
Json to_json(const TransformParameters& parameters);
/// Keys that are missing keep what leaves a picture as it is; truth values may be 0 and 1, as Keras writes them.
/// Errors   usage: another key; format: a value of the wrong kind
void from_json(const Json& json, TransformParameters& parameters);

/// A homogeneous map (row, column, 1) of output pixels to where they are taken from, row-major.
/// Units    pixels, (0, 0) is the centre of the first
using PixelMatrix = std::array<double, 9>;

/// Nothing moves.
inline constexpr PixelMatrix identity_matrix{1, 0, 0, 0, 1, 0, 0, 0, 1};

/// The affine map that Keras makes of them, without the flips, and with its faults: tx (of the height) moves along columns
/// and ty along rows, and the centre of a picture that is not square has its coordinates swapped.
/// Source   keras/src/legacy/preprocessing/image.py, 3.15
PixelMatrix keras_matrix(const TransformParameters& parameters, std::int64_t rows, std::int64_t columns);

/// Rotation, shifts, shear, zoom and flips as they are meant: tx along rows, ty along columns, all about the centre.
PixelMatrix corrected_matrix(const TransformParameters& parameters, std::int64_t rows, std::int64_t columns);

/// A change of the numbers of a picture that has been moved.
struct ColourStep {
  enum class Kind : std::uint8_t {
    channel_shift,  ///< shift_channels(): amount is added
    brightness      ///< brighten(): times amount
  };
  Kind kind = Kind::brightness;
  double amount = 1;
};

/// What becomes of one picture: it is sampled once through the matrix, then its colours change in this order.
struct PictureSteps {
  PixelMatrix matrix = identity_matrix;
  SplineSampling sampling = {};
  std::vector<ColourStep> colours = {};
};

}  // namespace fovea
