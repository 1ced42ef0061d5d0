#include "fovea/layers/axes.h"

namespace fovea {

Axes Axes::as_number() const {
  Axes result = *this;
  result.list_ = axes_.size() != 1 && list_;
  return result;
}

Axes Axes::as_list() const {
  Axes list = *this;
  list.list_ = set();
  return list;
}

unsigned Axes::mask(int rank) const {
  unsigned mask = 0;
  for (std::int64_t axis : axes_) {
    if (axis < -rank || axis >= rank) return 0;
    const unsigned bit = 1u << (axis < 0 ? axis + rank : axis);
    if ((mask & bit) != 0) return 0;
    mask |= bit;
  }
  return mask;
}

std::vector<int> Axes::in(int rank) const {
  std::vector<int> axes;
  for (int axis = 0; axis < rank; ++axis)
    if ((mask(rank) >> axis & 1u) != 0) axes.push_back(axis);
  return axes;
}

Json to_json(const Axes& axes) {
  if (!axes.set()) return {};
  return axes.list_ ? to_json(axes.axes_) : Json(axes.axes_[0]);
}

void from_json(const Json& json, Axes& axes) {
  axes = Axes();
  axes.list_ = json.is_list();
  if (json.is_list())
    from_json(json, axes.axes_);
  else if (!json.is_null())
    axes.axes_.push_back(json.as_int());
}

}  // namespace fovea
