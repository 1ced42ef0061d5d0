#pragma once
#include "fovea/kernels/operation.h"

namespace fovea::native {

/// How much of a value one run works on: what its samples hold, or the whole of a value that belongs to the network.
struct Extent {
  /// Counts parts of `of` elements: rows, lines.
  explicit Extent(const TensorDesc& value, std::int64_t of = 1) : unit(value.unit() / of), batched(value.batched) {}
  std::int64_t count(std::int64_t samples) const { return batched ? samples * unit : unit; }

  std::int64_t unit;
  bool batched;
};

}  // namespace fovea::native
