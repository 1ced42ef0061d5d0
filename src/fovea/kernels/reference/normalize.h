#pragma once
#include "fovea/kernels/reference/family.h"

namespace fovea {

/// A value whose elements belong to channels: those of one channel are runs of `inner` elements, C * inner apart.
struct Channels {
  TensorDesc value;
  std::int64_t channels, inner;

  Channels(const TensorDesc& x, int axis) : value(x) {
    if (axis < 0) axis += x.shape.rank();
    channels = x.shape[axis];
    inner = x.shape.count(axis + 1, x.shape.rank());
  }

  /// visit(element, channel) for each element in its order.
  template <class Visit>
  void each(std::int64_t samples, Visit visit) const {
    const std::int64_t count = elements(value, samples);
    for (std::int64_t at = 0; at < count;)
      for (std::int64_t c = 0; c < channels; ++c)
        for (std::int64_t i = 0; i < inner; ++i) visit(at++, c);
  }
};

}  // namespace fovea
