#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "fovea/data/images/image.h"

namespace fovea {

/// How numbers become colours: viridis (dark blue to yellow, Matplotlib's own) or gray (black to white).
enum class ColourMap : std::uint8_t { viridis, gray };

/// Errors   usage: a name that is none of them
ColourMap colour_map_named(const std::string& name);

/// A picture of height x width numbers, `step` elements apart: the smallest is the map's first colour, the largest its last,
/// as Matplotlib's imshow has it; numbers that are all alike are the first colour, and what is no number is red.
Image coloured(const float* values, std::int64_t height, std::int64_t width, std::int64_t step, ColourMap map);

}  // namespace fovea
