#pragma once
#include <initializer_list>
#include <vector>

#include "fovea/base/fields.h"

namespace fovea {

/// An axis or several, as Keras takes them: one integer, a list, or None. Negative ones count from the end.
class Axes {
 public:
  Axes() = default;
  Axes(int axis) : axes_{axis} {}
  Axes(std::initializer_list<std::int64_t> axes) : axes_(axes), list_(true) {}

  bool set() const { return list_ || !axes_.empty(); }
  std::size_t count() const { return axes_.size(); }
  const std::vector<std::int64_t>& values() const { return axes_; }
  /// The same axes, written as a list; None stays None.
  Axes as_list() const;
  /// One axis written as a number; several stay a list.
  Axes as_number() const;
  /// Bit i is set for axis i of a value of this rank; 0 when an axis is out of range or occurs twice.
  /// Allocates nothing.
  unsigned mask(int rank) const;
  /// The same axes, ascending; empty where the mask is 0.
  std::vector<int> in(int rank) const;

  friend Json to_json(const Axes& axes);
  friend void from_json(const Json& json, Axes& axes);

 private:
  std::vector<std::int64_t> axes_;
  bool list_ = false;  ///< written as a list even when there is one
};

}  // namespace fovea
