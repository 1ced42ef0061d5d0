#include "fovea/data/picture_colours.h"

#include <algorithm>
#include <string>

#include "fovea/base/error.h"

namespace fovea {
namespace {

struct Range {
  float low = 0, high = 0;
};

Range range_of(std::span<const float> picture) {
  const auto [low, high] = std::ranges::minmax(picture);
  return {low, high};
}

/// Pillow's blend of black and a number of 8 bits.
float blended(float value, float factor) {
  const float product = factor * value;
  return static_cast<float>(static_cast<int>(std::clamp(product, 0.0f, 255.0f)));
}

template <class Change>
void change_colours(std::span<float> picture, std::int64_t channels, Change change) {
  for (std::size_t i = 0; i < picture.size(); ++i)
    if (channels != 4 || i % 4 != 3) picture[i] = change(picture[i]);
}

}  // namespace

void shift_channels(std::span<float> picture, double intensity) {
  if (picture.empty()) return;
  const Range range = range_of(picture);
  for (float& value : picture) value = std::clamp(value + static_cast<float>(intensity), range.low, range.high);
}

void brighten(std::span<float> picture, std::int64_t channels, double factor) {
  if (picture.empty()) return;
  const Range own = range_of(picture);
  const float low = std::min(own.low, 0.0f), high = std::max(own.high, 255.0f);
  change_colours(picture, channels,
                 [&](float value) { return std::clamp(value * static_cast<float>(factor), low, high); });
}

void brighten_as_keras(std::span<float> picture, std::int64_t channels, double factor) {
  if (channels != 1 && channels != 3 && channels != 4)
    fail(ErrorKind::shape, "brightness_range: Keras changes pictures of 1, 3 or 4 channels. Received " +
                               std::to_string(channels) + ".");
  if (picture.empty()) return;
  const Range range = range_of(picture);
  const bool stretched = range.low < 0 || range.high > 255;
  const float top = range.high - range.low;
  for (float& value : picture) {
    if (stretched) {
      value -= range.low;
      if (top != 0) value /= top;
      value *= 255;
    }
    value = static_cast<float>(static_cast<int>(value));
  }
  change_colours(picture, channels, [&](float value) { return blended(value, static_cast<float>(factor)); });
  if (!stretched) return;
  for (float& value : picture) value = value / 255 * top + range.low;
}

}  // namespace fovea
