#pragma once
#include "fovea/kernels/image/picture_change.h"
#include "fovea/kernels/image/value_bins.h"

namespace fovea {

/// A change that looks at how often values occur in the whole batch. `apply` takes the picture for all of it.
class CountingChange : public PictureChange {
 public:
  using PictureChange::PictureChange;

  /// What values are counted in, channel by channel.
  virtual const ValueBins& bins() const = 0;
  /// Whether a batch of these numbers is to be counted at all.
  virtual bool looks(std::span<const float> /*numbers*/) const noexcept { return true; }
  /// Input    counts: (channels, bins) of the batch, where `looks`; the rest as in `apply`
  virtual void apply_counted(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
                             const double* counts, float* scratch) const noexcept = 0;
};

/// Adds the values of a picture to (channels, bins) counts.
template <class Count>
void count_values(const ValueBins& bins, const float* in, const PictureShape& shape, Count* counts) noexcept {
  for (std::int64_t i = 0; i < shape.elements(); i += shape.channels)
    for (std::int64_t c = 0; c < shape.channels; ++c) ++counts[c * bins.bins() + bins.counted(in[i + c])];
}

}  // namespace fovea
