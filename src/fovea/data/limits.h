#pragma once
#include <cstdint>

namespace fovea {

/// What a compressed or counted file may unfold to. A file that goes over is refused before its memory is taken.
struct ReadLimits {
  std::uint64_t entries = 100'000;               ///< entries of a zip archive
  std::uint64_t ratio = 200;                     ///< inflated to compressed bytes, above 1 MiB of inflated bytes
  std::uint64_t total = std::uint64_t{4} << 30;  ///< inflated bytes of one file or archive
  std::uint64_t npy_header = 10'000;             ///< bytes of an .npy header

  /// The most that `compressed` bytes may inflate to. Units    bytes
  std::uint64_t most_inflated(std::uint64_t compressed) const {
    constexpr std::uint64_t always_allowed = std::uint64_t{1} << 20;
    std::uint64_t most = 0;
    if (__builtin_mul_overflow(compressed, ratio, &most)) most = total;
    if (most < always_allowed) most = always_allowed;
    return most < total ? most : total;
  }
};

}  // namespace fovea
