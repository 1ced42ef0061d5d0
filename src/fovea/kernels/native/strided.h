#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "fovea/kernels/reference/walk.h"

namespace fovea::native {

/// Two strided views walked together, neighbouring axes joined where both views go on alike. The last axis is a row:
/// a view advances by 1 along it or stays.
class Rows {
 public:
  /// Views of a box; a stride of 0 stays.
  Rows(const Shape& box, const Strides& a, const Strides& b);

  /// False where the last axis is neither dense nor constant in one of the views.
  bool simple() const { return simple_; }
  std::int64_t length() const { return length_; }
  bool moves_a() const { return axes_.back().strides[0] != 0; }
  bool moves_b() const { return axes_.back().strides[1] != 0; }

  /// visit(offset in a, offset in b, rows, stride of a, stride of b) for each run of rows, in row-major order.
  template <class Visit>
  void each(Visit visit) const {
    std::array<std::int64_t, Shape::max_rank> index{};
    std::int64_t a = 0, b = 0;
    const Axis& inner = axes_[axes_.size() - 2];
    for (;;) {
      visit(a, b, inner.length, inner.strides[0], inner.strides[1]);
      int axis = static_cast<int>(axes_.size()) - 3;
      for (; axis >= 0; --axis) {
        const Axis& now = axes_[static_cast<std::size_t>(axis)];
        a += now.strides[0], b += now.strides[1];
        if (++index[static_cast<std::size_t>(axis)] < now.length) break;
        a -= now.strides[0] * now.length, b -= now.strides[1] * now.length;
        index[static_cast<std::size_t>(axis)] = 0;
      }
      if (axis < 0) return;
    }
  }

 private:
  struct Axis {
    std::int64_t length;
    std::array<std::int64_t, 2> strides;
  };
  std::vector<Axis> axes_;
  std::int64_t length_ = 1;
  bool simple_ = true;
};

}  // namespace fovea::native
