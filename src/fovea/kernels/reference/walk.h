#pragma once
#include <array>
#include <cstdint>

#include "fovea/base/shape.h"

namespace fovea {

/// Elements from one index of an axis to the next, for each axis.
using Strides = std::array<std::int64_t, Shape::max_rank>;

/// Strides of a dense row-major value. The first dimension does not enter, so it may be unknown.
inline Strides dense_strides(const Shape& shape) {
  Strides strides{};
  std::int64_t stride = 1;
  for (int i = shape.rank() - 1; i >= 0; --i) {
    strides[i] = stride;
    stride *= shape[i];
  }
  return strides;
}

/// visit(offsets) for each index of a box in row-major order, with its offset in each of K strided views.
template <std::size_t K, class Visit>
void walk(const Shape& box, const std::array<Strides, K>& strides, Visit visit) {
  for (const std::int64_t dim : box)
    if (dim == 0) return;
  std::array<std::int64_t, Shape::max_rank> index{};
  std::array<std::int64_t, K> offsets{};
  for (;;) {
    visit(offsets);
    int axis = box.rank() - 1;
    for (; axis >= 0; --axis) {
      for (std::size_t k = 0; k < K; ++k) offsets[k] += strides[k][axis];
      if (++index[axis] < box[axis]) break;
      for (std::size_t k = 0; k < K; ++k) offsets[k] -= strides[k][axis] * box[axis];
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}

}  // namespace fovea
