#pragma once
#include <initializer_list>
#include <vector>

#include "fovea/base/array.h"
#include "fovea/base/fields.h"

namespace fovea {

/// Numbers as Keras takes them where one or several may be given: one, a list, a list of lists, or None.
class Numbers {
 public:
  Numbers() = default;
  Numbers(double one) : values_{one}, set_(true) {}
  Numbers(std::initializer_list<double> list)
      : shape_{static_cast<std::int64_t>(list.size())}, values_(list), set_(true) {}

  bool set() const { return set_; }
  /// () for one number, (n) for a list, (n, m) for lists in a list.
  const Shape& shape() const { return shape_; }
  const std::vector<double>& values() const { return values_; }
  /// The same numbers, which have no fractions, written as integers.
  Numbers as_integers() const;

  friend Json to_json(const Numbers& numbers);
  /// Read from numbers, lists, None and Keras' node of a numpy array.
  friend void from_json(const Json& json, Numbers& numbers);

 private:
  Shape shape_;
  std::vector<double> values_;
  bool set_ = false;
  bool integers_ = false;  ///< written without a fraction
};

}  // namespace fovea
