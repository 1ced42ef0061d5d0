#pragma once
#include <cmath>
#include <string>

#include "fovea/data/images/encode.h"
#include "fovea/data/test_folder.h"

namespace fovea {

/// A picture of waves, in every seed another one.
inline Image waves_picture(int seed, std::int64_t height = 60, std::int64_t width = 80) {
  Image image(height, width, 3);
  const double fy = 3 + seed % 5, fx = 2 + seed / 5 % 7, turn = 0.7 * seed;
  for (std::int64_t y = 0; y < height; ++y)
    for (std::int64_t x = 0; x < width; ++x)
      for (int c = 0; c < 3; ++c)
        image.row(y)[3 * x + c] = static_cast<std::uint8_t>(
            120 + 60 * std::sin(fy * static_cast<double>(y) / static_cast<double>(height) + turn + c) +
            50 * std::cos(fx * static_cast<double>(x) / static_cast<double>(width) * 2 + 3 * turn));
  return image;
}

inline std::string waves_png(int seed) { return encode_png(waves_picture(seed)); }

/// Pictures 0..count-1 of each of two classes, no two alike.
inline void add_pets(const TestFolder& folder, int count, const std::string& below = "") {
  for (int i = 0; i < count; ++i) {
    folder.add(below + "cat/" + std::to_string(i) + ".png", waves_png(2 * i));
    folder.add(below + "dog/" + std::to_string(i) + ".png", waves_png(2 * i + 1));
  }
}

}  // namespace fovea
