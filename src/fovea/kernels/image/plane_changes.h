#pragma once
#include <optional>

#include "fovea/kernels/image/warp.h"

/// Changes that move the pixels of a picture, one PlaneMap each.
namespace fovea {

/// Half of the pictures mirrored, on both axes together where both are asked for. Numbers: flips (0 or 1).
PictureChangePtr flip(bool horizontal, bool vertical);

/// Pictures turned about their middle. Numbers: angle.
/// Units    degrees
PictureChangePtr rotate(const Interval& angle, const WarpStyle& style);

/// Pictures of which a part, or more than all, fills the whole: above 1 they become smaller. Numbers: height_zoom,
/// width_zoom.
/// Input    width: the height's number serves for both where it is not given
PictureChangePtr zoom(const Interval& height, const std::optional<Interval>& width, const WarpStyle& style);

/// Pictures moved to the right and down. Numbers: translations (x, y).
/// Units    parts of the width and height; translations: px
PictureChangePtr translate(const Interval& height, const Interval& width, const WarpStyle& style);

/// Rows moved along x, columns along y, from the upper left corner on; the sign of both is drawn. Numbers: shear_factor
/// (x, y).
PictureChangePtr shear(const Interval& x, const Interval& y, const WarpStyle& style);

/// The four corners of a part of the pictures moved. Numbers: apply_perspective (0 or 1), end_points (x, y of the upper
/// left, upper right, lower left and lower right corner).
/// Units    scale: a corner moves by half its distance from the upper left one at most, times this; end_points: px
PictureChangePtr change_perspective(const Interval& probability, double scale, const WarpStyle& style);

}  // namespace fovea
