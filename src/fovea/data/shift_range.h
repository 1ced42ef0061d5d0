#pragma once
#include <initializer_list>
#include <variant>
#include <vector>

#include "fovea/base/json.h"

namespace fovea {

/// How far a picture may be shifted, in the three forms that Keras takes: a real r is any distance between -r and r; an
/// integer n is one of 0 to n - 1, up or down; a list is one of its numbers, up or down.
/// Units    a fraction of the picture's side where the largest number is below 1, else pixels
class ShiftRange {
 public:
  ShiftRange(double range = 0) : form_(range) {}
  ShiftRange(int pixels) : form_(std::int64_t{pixels}) {}
  ShiftRange(std::initializer_list<double> choices) : form_(std::vector<double>(choices)) {}

  /// Nothing is shifted, and nothing drawn.
  bool none() const;
  /// The largest number.
  double largest() const;
  bool negative() const;

  /// A shift in pixels along a side of `length`. Input    random: has uniform() and below(n)
  template <class Source>
  double draw(Source& random, std::int64_t length) const {
    if (none()) return 0;
    double shift = 0;
    if (const double* range = std::get_if<double>(&form_)) {
      shift = -*range + (*range - -*range) * random.uniform();
    } else {
      if (const auto* choices = std::get_if<std::vector<double>>(&form_))
        shift = (*choices)[static_cast<std::size_t>(random.below(choices->size()))];
      else
        shift = static_cast<double>(random.below(std::get<std::int64_t>(form_)));
      shift *= random.below(2) == 0 ? -1 : 1;
    }
    return largest() < 1 ? shift * static_cast<double>(length) : shift;
  }

  friend Json to_json(const ShiftRange& range);
  friend void from_json(const Json& json, ShiftRange& range);

 private:
  std::variant<double, std::int64_t, std::vector<double>> form_;
};

}  // namespace fovea
