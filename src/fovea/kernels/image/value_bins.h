#pragma once
#include <algorithm>
#include <cstdint>

#include "fovea/kernels/image/value_range.h"

namespace fovea {

/// Rounded down, between 0 and `last`; what is no number is 0.
inline std::int64_t whole_between(float at, float last) {
  return at > 0 ? static_cast<std::int64_t>(std::min(at, last)) : 0;
}

/// The arithmetic of equalization: which bin a value is counted in, and what becomes of the values of each.
/// Source   keras/src/layers/preprocessing/image_preprocessing/equalization.py, 3.15
class ValueBins {
 public:
  ValueBins(std::int64_t bins, const ValueRange& range);

  std::int64_t bins() const { return bins_; }
  /// Where a value is counted.
  std::int64_t counted(float value) const { return bin(byte(value) * last_ / 255); }
  /// Makes a table of how often each bin occurs one of what its values become; false where one bin occurs alone, so that
  /// values stay.
  template <class Count>
  bool make_table(const Count* counts, float* table) const;
  /// What becomes of a value.
  float spread(float value, const float* table, bool varies) const {
    const float v = byte(value);
    return (varies ? table[bin(v / 255 * last_)] : v) * back_ +
           low_;  // Keras rounds another way than where it counts
  }

 private:
  float byte(float value) const { return value * scale_ + offset_; }
  std::int64_t bin(float at) const { return whole_between(at, last_); }

  std::int64_t bins_;
  float last_, scale_, offset_, back_, low_;
};

}  // namespace fovea
