#include "fovea/data/images/codec.h"

namespace fovea::images {

int exif_orientation(std::string_view block) {
  constexpr std::size_t entry_bytes = 12;
  constexpr std::uint32_t orientation_tag = 0x0112;
  if (block.size() < 8) return 1;
  const bool little = block.starts_with("II*");
  if (!little && !block.starts_with(std::string_view("MM\0*", 4))) return 1;
  const auto number16 = [&](std::size_t at) { return little ? little16(&block[at]) : big16(&block[at]); };
  const std::size_t directory = little ? little32(&block[4]) : big32(&block[4]);
  if (directory + 2 > block.size()) return 1;
  const std::size_t entries = number16(directory);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t at = directory + 2 + i * entry_bytes;
    if (at + entry_bytes > block.size()) return 1;
    if (number16(at) != orientation_tag) continue;
    const std::uint32_t value = number16(at + 8);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

}  // namespace fovea::images
