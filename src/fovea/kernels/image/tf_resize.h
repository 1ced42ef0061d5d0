#pragma once
#include <cstdint>
#include <string>

#include "fovea/kernels/image/sampling.h"

namespace fovea {

/// Methods of tf.image.resize without antialias. Names are TensorFlow's.
enum class TfResize : std::uint8_t { nearest, bilinear, bicubic, area, lanczos3, lanczos5, gaussian, mitchellcubic };

/// Errors   usage: a name that is none of them
TfResize tf_resize_named(const std::string& name);

/// One line of pixels resized so.
Sampling tf_sampling(TfResize method, std::int64_t from, std::int64_t to);

/// Resizes bytes to numbers 0..255 (bicubic and lanczos go a little beyond) as tf.image.resize(antialias=False) does where
/// sizes are not known beforehand: gaussian and mitchellcubic smooth a picture of the size too.
/// Input    rows from the top, channels side by side; sides at least 1
/// Output   to: to_height x to_width x channels numbers
/// Source   tf.image.resize, TensorFlow 2.21
void tf_resize(const std::uint8_t* from, std::int64_t height, std::int64_t width, std::int64_t channels,
               TfResize method, float* to, std::int64_t to_height, std::int64_t to_width);

}  // namespace fovea
