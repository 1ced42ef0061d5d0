#pragma once
#include <filesystem>
#include <string>

#include "fovea/base/file.h"
#include "fovea/data/hash.h"
#include "fovea/data/images/image.h"

namespace fovea {

/// A small picture of every kind, which tests/golden/pictures.py wrote: "png/rgb8".
inline std::string picture_bytes(const std::string& name) {
  return read_file(std::filesystem::path(FOVEA_SOURCE_DIR) / "tests/fuzz/seeds" / name);
}

/// The first 16 digits of SHA-256 over the pixels, as goldens name them.
inline std::string pixel_hash(const Image& image) {
  return sha256({reinterpret_cast<const char*>(image.pixels.data()), image.pixels.size()}).substr(0, 16);
}

}  // namespace fovea
