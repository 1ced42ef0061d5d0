#pragma once
#include <array>
#include <cstdint>

namespace fovea {

/// Philox 4x32-10 (Salmon et al., SC 2011): a pure function from a counter and a key to four random words. Numbers
/// therefore belong to what they are for (seed, step, sample, node, element), not to who asked first.
inline std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53u} * counter[0], b = std::uint64_t{0xCD9E8D57u} * counter[2];
    counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
               static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key[0] += 0x9E3779B9u;
    key[1] += 0xBB67AE85u;
  }
  return counter;
}

/// A stream of random numbers: the words of philox under one key for counters 0, 1, 2, ...
class Random {
 public:
  /// Streams of one seed differ by `stream` (the node, the epoch, the variable's number).
  explicit Random(std::uint64_t seed, std::uint64_t stream = 0) : seed_(seed), stream_(stream) {}

  std::uint32_t next();
  /// Uniform in [0, 1), 24 bits.
  double uniform();
  /// Uniform in [0, n). Errors   none; n >= 1
  std::uint64_t below(std::uint64_t n);
  /// Standard normal (Box-Muller).
  double normal();

 private:
  std::uint64_t seed_, stream_, position_ = 0;
  std::array<std::uint32_t, 4> words_{};
  double spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace fovea
