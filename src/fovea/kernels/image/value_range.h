#pragma once
#include <algorithm>

namespace fovea {

/// The values that pixels have: 0 to 255, 0 to 1, ...
struct ValueRange {
  float low = 0, high = 255;

  /// As numpy's clip, which takes the upper bound where the bounds are in no order.
  float clip(float v) const { return std::min(std::max(v, low), high); }
  /// A value of this range as one of `to`, in the order of Keras' operations.
  float convert(float v, const ValueRange& to) const {
    return *this == to ? v : (v - low) / (high - low) * (to.high - to.low) + to.low;
  }
  bool operator==(const ValueRange&) const = default;
};

/// What Keras calculates in where the steps are those of bytes.
inline constexpr ValueRange byte_range{0, 255};

}  // namespace fovea
