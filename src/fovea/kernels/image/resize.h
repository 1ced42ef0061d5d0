#pragma once
#include <cstdint>

namespace fovea {

/// Where one pixel of a resized line comes from: the line's pixels `first` and `second`, the latter with this weight.
struct Tap {
  std::int64_t first = 0, second = 0;
  float weight = 0;
};

/// Bilinear interpolation between the centres of pixels, without antialiasing: what tf.image.resize and Keras'
/// image_dataset_from_directory do.
/// Input    index: a pixel of a line of `to` pixels that is made from one of `from`
/// Source   keras/src/backend/tensorflow/image.py resize, 3.15 (antialias=False)
Tap bilinear_tap(std::int64_t index, std::int64_t from, std::int64_t to);

/// Between a and b, in the order of operations of TensorFlow.
inline float interpolate(float a, float b, float weight) { return a + (b - a) * weight; }

}  // namespace fovea
