#include "fovea/data/numpy_random.h"

#include <bit>
#include <cmath>
#include <numeric>
#include <string>

#include "fovea/base/error.h"

namespace fovea {

void NumpyRandom::seed(std::optional<std::int64_t> seed, std::int64_t instead_of_none) {
  const std::int64_t value = seed.value_or(instead_of_none);
  if (value < 0 || value > UINT32_MAX)
    fail(ErrorKind::usage, "numpy's random numbers: a seed lies between 0 and 2^32 - 1. Received " +
                               std::to_string(value) + ". Choose a smaller seed.");
  state_[0] = static_cast<std::uint32_t>(value);
  for (std::uint32_t i = 1; i < words; ++i) state_[i] = 1812433253u * (state_[i - 1] ^ (state_[i - 1] >> 30)) + i;
  at_ = words;
  spare_.reset();
}

void NumpyRandom::twist() {
  for (std::size_t i = 0; i < words; ++i) {
    const std::uint32_t joined = (state_[i] & 0x80000000u) | (state_[(i + 1) % words] & 0x7FFFFFFFu);
    state_[i] = state_[(i + 397) % words] ^ (joined >> 1) ^ ((joined & 1) != 0 ? 0x9908B0DFu : 0u);
  }
  at_ = 0;
}

std::uint32_t NumpyRandom::next() {
  if (at_ == words) twist();
  std::uint32_t word = state_[at_++];
  word ^= word >> 11;
  word ^= (word << 7) & 0x9D2C5680u;
  word ^= (word << 15) & 0xEFC60000u;
  return word ^ (word >> 18);
}

double NumpyRandom::uniform() {
  const std::uint32_t high = next() >> 5, low = next() >> 6;
  return (high * 67108864.0 + low) / 9007199254740992.0;
}

double NumpyRandom::uniform(double low, double high) {
  if (!std::isfinite(high - low))
    fail(ErrorKind::usage,
         "numpy's random numbers: the distance between the bounds of uniform(low, high) is finite. "
         "Received " +
             std::to_string(low) + " and " + std::to_string(high) + ".");
  return low + (high - low) * uniform();
}

std::uint64_t NumpyRandom::masked(std::uint64_t largest) {
  if (largest == 0) return 0;
  const std::uint64_t mask = UINT64_MAX >> std::countl_zero(largest);
  for (;;) {
    const std::uint64_t word = next();
    const std::uint64_t value = (largest <= UINT32_MAX ? word : (word << 32 | next())) & mask;
    if (value <= largest) return value;
  }
}

std::int64_t NumpyRandom::randint(std::int64_t low, std::int64_t high) {
  if (high <= low)
    fail(ErrorKind::usage, "numpy's random numbers: randint(low, high) draws from at least one number. Received " +
                               std::to_string(low) + " and " + std::to_string(high) + ".");
  const std::uint64_t largest = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) - 1;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + masked(largest));
}

double NumpyRandom::standard_normal() {
  if (spare_) {
    const double kept = *spare_;
    spare_.reset();
    return kept;
  }
  double x = 0, y = 0, square = 0;
  do {
    x = 2.0 * uniform() - 1.0;
    y = 2.0 * uniform() - 1.0;
    square = x * x + y * y;
  } while (square >= 1.0 || square == 0.0);
  const double stretch = std::sqrt(-2.0 * std::log(square) / square);
  spare_ = stretch * x;
  return stretch * y;
}

std::vector<std::int64_t> NumpyRandom::permutation(std::int64_t count) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  shuffle(order);
  return order;
}

}  // namespace fovea
