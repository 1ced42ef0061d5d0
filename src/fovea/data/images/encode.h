#pragma once
#include <string>

#include "fovea/data/images/image.h"

namespace fovea {

/// A PNG file of a picture of 1 to 4 channels (gray, gray and alpha, RGB, RGBA).
/// Errors   usage: no pixels, or another number of channels
std::string encode_png(const Image& image);

/// A JPEG file of a picture of 1 or 3 channels; colours are stored at half the resolution, as Pillow does by default.
/// Input    quality: 1 (small) to 100 (fine)
/// Errors   usage: no pixels, another number of channels, sides above 65,500, or another quality
std::string encode_jpeg(const Image& image, int quality = 75);

}  // namespace fovea
