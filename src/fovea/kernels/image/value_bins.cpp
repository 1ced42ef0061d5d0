#include "fovea/kernels/image/value_bins.h"

#include <algorithm>
#include <cmath>

namespace fovea {

ValueBins::ValueBins(std::int64_t bins, const ValueRange& range)
    : bins_(bins),
      last_(static_cast<float>(bins - 1)),
      scale_(255 / (range.high - range.low)),
      offset_(-range.low * scale_),
      back_((range.high - range.low) / 255),
      low_(range.low) {}

template <class Count>
bool ValueBins::make_table(const Count* counts, float* table) const {
  std::int64_t total = 0, first = 0, used = 0;
  for (std::int64_t i = 0; i < bins_; ++i) {
    const auto count = static_cast<std::int64_t>(counts[i]);
    if (count > 0 && used++ == 0) first = count;
    total += count;
  }
  const auto rest = static_cast<float>(std::max<std::int64_t>(total - first, 1));
  std::int64_t sum = 0;
  for (std::int64_t i = 0; i < bins_; ++i) {
    sum += static_cast<std::int64_t>(counts[i]);
    table[i] = byte_range.clip(std::nearbyint(static_cast<float>((sum - first) * 255) / rest));
  }
  return used > 1;
}

template bool ValueBins::make_table(const float* counts, float* table) const;
template bool ValueBins::make_table(const double* counts, float* table) const;

}  // namespace fovea
