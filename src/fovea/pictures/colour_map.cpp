#include "fovea/pictures/colour_map.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "fovea/base/error.h"

namespace fovea {
namespace {

using Colour = std::array<std::uint8_t, 3>;

/// Viridis at ten even steps; what lies between is mixed.
constexpr std::array<Colour, 10> viridis{{{0x44, 0x01, 0x54},
                                          {0x48, 0x28, 0x78},
                                          {0x3e, 0x49, 0x89},
                                          {0x31, 0x68, 0x8e},
                                          {0x26, 0x82, 0x8e},
                                          {0x1f, 0x9e, 0x89},
                                          {0x35, 0xb7, 0x79},
                                          {0x6e, 0xce, 0x58},
                                          {0xb5, 0xde, 0x2b},
                                          {0xfd, 0xe7, 0x25}}};

/// Input    share: 0 to 1
Colour colour_at(float share, ColourMap map) {
  if (map == ColourMap::gray) {
    const auto level = static_cast<std::uint8_t>(std::lround(share * 255));
    return {level, level, level};
  }
  const float place = share * (viridis.size() - 1);
  const std::size_t first = std::min(static_cast<std::size_t>(place), viridis.size() - 2);
  const float rest = place - static_cast<float>(first);
  Colour colour;
  for (std::size_t c = 0; c < 3; ++c)
    colour[c] = static_cast<std::uint8_t>(std::lround(
        std::lerp(static_cast<float>(viridis[first][c]), static_cast<float>(viridis[first + 1][c]), rest)));
  return colour;
}

}  // namespace

ColourMap colour_map_named(const std::string& name) {
  if (name == "viridis") return ColourMap::viridis;
  if (name == "gray") return ColourMap::gray;
  fail(ErrorKind::usage, "Colours are viridis or gray. Received '" + name + "'.");
}

Image coloured(const float* values, std::int64_t height, std::int64_t width, std::int64_t step, ColourMap map) {
  float least = std::numeric_limits<float>::max(), most = std::numeric_limits<float>::lowest();
  for (std::int64_t i = 0; i < height * width; ++i)
    if (const float value = values[i * step]; std::isfinite(value)) {
      least = std::min(least, value);
      most = std::max(most, value);
    }
  Image picture(height, width, 3);
  std::uint8_t* pixel = picture.pixels.data();
  for (std::int64_t i = 0; i < height * width; ++i, pixel += 3) {
    const float value = values[i * step];
    const Colour colour = !std::isfinite(value)
                              ? Colour{255, 0, 0}
                              : colour_at(most > least ? (value - least) / (most - least) : 0.0F, map);
    std::ranges::copy(colour, pixel);
  }
  return picture;
}

}  // namespace fovea
