#pragma once
#include "fovea/kernels/image/picture_change.h"
#include "fovea/kernels/image/tf_resize.h"

/// Changes of the size of pictures, between the centres of pixels as tf.image.resize does it.
namespace fovea {

/// A part of the pictures, the same of all in a batch: any of the size asked for where both sides are longer; else from
/// where the largest part of the right proportions begins, resized where too little is left. Numbers: h_start, w_start.
/// Units    px
PictureChangePtr crop(std::int64_t height, std::int64_t width);

enum class PictureAxis : std::uint8_t { height, width };

/// Pictures resized along an axis, all of a batch alike, and back, so that what has a fixed size can take them.
/// Numbers: height_factor or width_factor.
PictureChangePtr resize_and_back(PictureAxis axis, const Interval& factor, TfResize method);

}  // namespace fovea
