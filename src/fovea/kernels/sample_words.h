#pragma once
#include <array>
#include <cstdint>

#include "fovea/base/random.h"
#include "fovea/kernels/kernel.h"

namespace fovea {

/// Random words that belong to (seed, step, stream, sample's position in the batch, block) and to nothing else: what
/// random operations decide by.
///
/// The seed and the pair (stream, step) give a key, the first two words of philox({stream, step}, seed); block b of
/// sample s is philox({b, s}, key) (64-bit numbers fill two words, the low one first).
class SampleWords {
 public:
  SampleWords(std::uint64_t stream, const StepState& step) {
    const auto words =
        philox({low(stream), high(stream), low(step.step), high(step.step)}, {low(step.seed), high(step.seed)});
    key_ = {words[0], words[1]};
  }

  const std::array<std::uint32_t, 2>& key() const { return key_; }

  std::array<std::uint32_t, 4> words(std::uint64_t sample, std::uint64_t block) const {
    return philox({low(block), high(block), low(sample), high(sample)}, key_);
  }

 private:
  static std::uint32_t low(std::uint64_t v) { return static_cast<std::uint32_t>(v); }
  static std::uint32_t high(std::uint64_t v) { return static_cast<std::uint32_t>(v >> 32); }

  std::array<std::uint32_t, 2> key_{};
};

}  // namespace fovea
