#pragma once
#include <string>

#include "fovea/base/random.h"
#include "fovea/data/images/encode.h"
#include "fovea/data/test_folder.h"
#include "fovea/kernels/image/pillow_resize.h"

namespace fovea {

/// The picture at another size.
inline Image resized(const Image& from, std::int64_t height, std::int64_t width) {
  Image to(height, width, 3);
  pillow_resize({from.pixels.data(), from.height, from.width}, {0, 0, from.width, from.height}, 3,
                PillowFilter::bicubic, {to.pixels.data(), height, width});
  return to;
}

/// A picture of soft spots, in every seed another one.
inline Image spots_picture(int seed, std::int64_t height = 60, std::int64_t width = 80) {
  Random random(static_cast<std::uint64_t>(seed));
  Image spots(9, 9, 3);
  for (std::uint8_t& value : spots.pixels) value = static_cast<std::uint8_t>(30 + random.below(190));
  return resized(spots, height, width);
}

inline std::string spots_png(int seed) { return encode_png(spots_picture(seed)); }

/// Pictures 0..count-1 of each of two classes, no two alike.
inline void add_pets(const TestFolder& folder, int count, const std::string& below = "") {
  for (int i = 0; i < count; ++i) {
    folder.add(below + "cat/" + std::to_string(i) + ".png", spots_png(2 * i));
    folder.add(below + "dog/" + std::to_string(i) + ".png", spots_png(2 * i + 1));
  }
}

}  // namespace fovea
