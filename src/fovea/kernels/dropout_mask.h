#pragma once
#include <cstdint>

#include "fovea/kernels/sample_words.h"

namespace fovea {

/// Which elements a dropout keeps. A decision depends on (seed, step, stream, sample's position in the batch,
/// element) and on nothing else, so every provider, any cutting into micro-batches and the backward pass
/// agree: element e of sample s is kept when word e % 4 of block e / 4 is not below rate * 2^32.
class DropoutMask : public SampleWords {
 public:
  DropoutMask(const DropoutAttributes& attributes, const StepState& step)
      : SampleWords(attributes.stream, step),
        threshold_(attributes.rate >= 1 ? std::uint64_t{1} << 32
                                        : static_cast<std::uint64_t>(attributes.rate * 4294967296.0)) {}

  /// A word below this one drops its element. Units    rate * 2^32
  std::uint64_t threshold() const { return threshold_; }

  bool keeps(std::uint64_t sample, std::uint64_t element) const {
    return words(sample, element / 4)[element % 4] >= threshold_;
  }

  /// What a kept element is multiplied by; 0 where nothing is kept.
  static double scale(const DropoutAttributes& attributes) {
    return attributes.rate >= 1 ? 0.0 : 1 / (1 - attributes.rate);
  }

 private:
  std::uint64_t threshold_;
};

}  // namespace fovea
