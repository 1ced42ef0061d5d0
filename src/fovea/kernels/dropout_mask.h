#pragma once
#include <array>
#include <cstdint>

#include "fovea/base/random.h"
#include "fovea/kernels/kernel.h"

namespace fovea {

/// Which elements a dropout keeps. A decision depends on (seed, step, stream, sample's position in the batch, element
/// of the noise shape) and on nothing else, so every provider, any cutting into micro-batches and the backward pass
/// agree.
///
/// The seed and the pair (stream, step) give a key, the first two words of philox({stream, step}, seed); element e of
/// sample s is kept when word e % 4 of philox({e / 4, s}, key) is not below rate * 2^32 (64-bit numbers fill two
/// words, the low one first).
class DropoutMask {
 public:
  DropoutMask(const DropoutAttributes& attributes, const StepState& step)
      : threshold_(attributes.rate >= 1 ? std::uint64_t{1} << 32
                                        : static_cast<std::uint64_t>(attributes.rate * 4294967296.0)) {
    const auto words = philox({low(attributes.stream), high(attributes.stream), low(step.step), high(step.step)},
                              {low(step.seed), high(step.seed)});
    key_ = {words[0], words[1]};
  }

  /// A word below this one drops its element. Units    rate * 2^32
  std::uint64_t threshold() const { return threshold_; }

  const std::array<std::uint32_t, 2>& key() const { return key_; }

  /// The words of elements 4 * block to 4 * block + 3.
  std::array<std::uint32_t, 4> words(std::uint64_t sample, std::uint64_t block) const {
    return philox({low(block), high(block), low(sample), high(sample)}, key_);
  }

  bool keeps(std::uint64_t sample, std::uint64_t element) const {
    return words(sample, element / 4)[element % 4] >= threshold_;
  }

  /// What a kept element is multiplied by; 0 where nothing is kept.
  static double scale(const DropoutAttributes& attributes) {
    return attributes.rate >= 1 ? 0.0 : 1 / (1 - attributes.rate);
  }

 private:
  static std::uint32_t low(std::uint64_t v) { return static_cast<std::uint32_t>(v); }
  static std::uint32_t high(std::uint64_t v) { return static_cast<std::uint32_t>(v >> 32); }

  std::uint64_t threshold_;
  std::array<std::uint32_t, 2> key_{};
};

}  // namespace fovea
