#include "fovea/kernels/native/strided.h"

namespace fovea::native {

Rows::Rows(const Shape& box, const Strides& a, const Strides& b) {
  for (int i = 0; i < box.rank(); ++i) {
    if (box[i] == 1) continue;
    const Axis axis{box[i], {a[static_cast<std::size_t>(i)], b[static_cast<std::size_t>(i)]}};
    const bool joins = !axes_.empty() && axes_.back().strides[0] == axis.strides[0] * axis.length &&
                       axes_.back().strides[1] == axis.strides[1] * axis.length;
    if (joins)
      axes_.back() = {axes_.back().length * axis.length, axis.strides};
    else
      axes_.push_back(axis);
  }
  if (axes_.empty()) axes_.push_back({1, {1, 1}});
  if (axes_.size() == 1) axes_.insert(axes_.begin(), {1, {0, 0}});
  length_ = axes_.back().length;
  for (const std::int64_t stride : axes_.back().strides) simple_ = simple_ && (stride == 0 || stride == 1);
}

}  // namespace fovea::native
