#pragma once
#include "fovea/kernels/image/picture_change.h"
#include "fovea/kernels/image/value_range.h"

/// Changes of the values of pixels, and what covers them.
namespace fovea {

/// Some pictures as their negatives: the range's upper end less the value. Numbers: apply_inversion (0 or 1).
PictureChangePtr invert(const Interval& probability, const ValueRange& range);

/// Pictures of fewer levels. Numbers: shift_factor, the bits of 8 that are lost.
/// Input    least, most: bits that remain; most itself is drawn only where both are the same, as in Keras
PictureChangePtr posterize(std::int64_t least, std::int64_t most, const ValueRange& range);

/// A number added, and values that then are not below a threshold turned into their negatives. Numbers: additions,
/// thresholds.
/// Units    of 0..255, whatever the range
PictureChangePtr solarize(const Interval& addition, const Interval& threshold, const ValueRange& range);

/// What a rectangle is filled with.
struct ErasingFill {
  bool noise = true;          ///< normal numbers times the upper end of the range, kept within it
  std::vector<float> values;  ///< else: one, or one for each of three channels
};

/// Some pictures with a rectangle filled. Numbers: apply_erasing (0 or 1), box (x0, x1, y0, y1); with noise fill_value,
/// one an element, those outside the box 0.
/// Input    scale: the square of the parts of height and width
PictureChangePtr erase(const Interval& probability, const Interval& scale, const ErasingFill& fill,
                       const ValueRange& range);

}  // namespace fovea
