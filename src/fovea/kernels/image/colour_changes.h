#pragma once
#include "fovea/kernels/image/picture_change.h"
#include "fovea/kernels/image/value_range.h"

/// Changes of colours. Grey is 0.2989 R + 0.587 G + 0.114 B; a picture of one channel is grey.
namespace fovea {

/// Numbers: rgb_delta, which is added.
PictureChangePtr brighten(const Interval& part_of_range, const ValueRange& range);

/// Distances from the mean of each channel multiplied. Numbers: contrast_factor.
PictureChangePtr change_contrast(const Interval& factor, const ValueRange& range);

/// Saturation multiplied and kept within the range, whatever that is: Keras does not bring values to 0..1 here.
/// Numbers: factor.
/// Input    factor: drawn as f, which stands for f / (1 - f)
PictureChangePtr saturate(const Interval& factor, const ValueRange& range);

/// Hue turned. Numbers: factor.
/// Input    factor: of half turns, to one side or the other
/// Units    factor of the numbers: whole turns
PictureChangePtr turn_hue(const Interval& factor, const ValueRange& range);

/// Colours nearer to grey. Numbers: factor, 1 for grey.
PictureChangePtr degenerate(const Interval& factor, const ValueRange& range);

/// Some pictures made grey. Numbers: should_apply (0 or 1).
PictureChangePtr turn_grey(double probability);

}  // namespace fovea
