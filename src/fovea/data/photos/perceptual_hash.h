#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "fovea/data/images/image.h"

namespace fovea {

/// What a picture looks like, small: pictures that people take for the same have nearly the same.
struct PictureLook {
  static constexpr std::int64_t side = 16;
  /// Signs of the 64 lowest frequencies of its grays, against their median.
  std::uint64_t hash = 0;
  /// The picture at 16 x 16 px.
  std::array<std::uint8_t, side * side * 3> colours{};
};

/// Input    picture: RGB
PictureLook look_of(const Image& picture);

/// Whether two are so near that one picture is the other made anew: resized, compressed again, a little brighter.
bool look_alike(const PictureLook& a, const PictureLook& b);

/// Groups of two or more pictures that look alike, or are linked by others that do. Null pictures are in none. Not all
/// pairs are compared: pictures of one group agree in an eighth of their hash.
/// Output   numbers in rising order; groups in the order of their first
std::vector<std::vector<std::uint32_t>> alike_groups(const std::vector<const PictureLook*>& pictures);

}  // namespace fovea
