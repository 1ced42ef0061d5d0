#pragma once
#include <cstdint>
#include <span>

namespace fovea {

/// Adds `intensity` to all numbers of a picture, which stay between its smallest and its largest.
/// Source   keras/src/legacy/preprocessing/image.py apply_channel_shift, 3.15
void shift_channels(std::span<float> picture, double intensity);

/// Multiplies the colours of a picture (rows, columns, channels) by `factor`; they stay within 0 to 255, or within the
/// picture's own range where that is wider. The fourth channel, alpha, stays.
void brighten(std::span<float> picture, std::int64_t channels, double factor);

/// The same as Keras does it: through whole numbers of 8 bits, to which pictures that leave 0 to 255 are stretched first.
/// Errors   shape: other than 1, 3 or 4 channels
/// Source   keras/src/legacy/preprocessing/image.py apply_brightness_shift, 3.15; Pillow's ImageEnhance.Brightness
void brighten_as_keras(std::span<float> picture, std::int64_t channels, double factor);

}  // namespace fovea
