#include "fovea/base/random.h"

#include <cmath>
#include <numbers>

namespace fovea {

std::uint32_t Random::next() {
  const auto index = static_cast<std::size_t>(position_ % 4);
  if (index == 0) {
    const std::uint64_t block = position_ / 4;
    words_ = philox({static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32),
                     static_cast<std::uint32_t>(stream_), static_cast<std::uint32_t>(stream_ >> 32)},
                    {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)});
  }
  ++position_;
  return words_[index];
}

double Random::uniform() { return (next() >> 8) * 0x1p-24; }

std::uint64_t Random::below(std::uint64_t n) {
  // Rejection keeps every value equally likely.
  const std::uint64_t limit = UINT64_MAX - UINT64_MAX % n;
  for (;;) {
    const std::uint64_t high = next(), value = high << 32 | next();
    if (value < limit) return value % n;
  }
}

double Random::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const double radius = std::sqrt(-2 * std::log(1 - uniform())), angle = 2 * std::numbers::pi * uniform();
  spare_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

}  // namespace fovea
