#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "fovea/kernels/operation.h"

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

/// Strides of a value under the axes of a result it is broadcast to: 0 along axes that it lacks or has as 1.
inline Strides broadcast_strides(const TensorDesc& value, const Shape& result) {
  const Strides dense = dense_strides(value.shape);
  Strides strides{};
  const int lacking = result.rank() - value.shape.rank();
  for (int i = 0; i < value.shape.rank(); ++i) {
    const bool sample_axis = value.batched && i == 0;
    strides[lacking + i] = sample_axis || value.shape[i] != 1 ? dense[i] : 0;
  }
  return strides;
}

/// Strides of x under the axes of y. An axis that x repeats is one that it lacks or has as 1; from the right, it has
/// the axis as long as more axes are left than the ones it does not repeat.
inline Strides repeat_strides(const Shape& x, const Shape& y, const std::vector<int>& axes) {
  const Strides dense = dense_strides(x);
  const auto repeated = [&](int axis) { return std::find(axes.begin(), axes.end(), axis) != axes.end(); };
  int own_left = 0;
  for (int i = 0; i < y.rank(); ++i) own_left += repeated(i) ? 0 : 1;
  Strides strides{};
  int from = x.rank() - 1;
  for (int i = y.rank() - 1; i >= 0; --i) {
    if (!repeated(i)) {
      strides[i] = dense[from--];
      --own_left;
    } else if (from + 1 > own_left) {
      --from;
    }
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
