#pragma once
#include "fovea/layers/axes.h"
#include "fovea/layers/weights/constraint.h"

namespace fovea {

/// Norms are taken over `axis` (one or several): 0 for a Dense kernel's columns, {0, 1, 2} for the filters
/// of a convolution.
struct MaxNormOptions {
  ByName by_name = ByName();
  double max_value = 2;
  Axes axis = 0;

  static const Fields<MaxNormOptions>& fields();
};

/// Shrinks what is longer than max_value.
/// Errors   usage: an axis that the weight lacks
class MaxNorm : public ObjectOf<Constraint, MaxNormOptions> {
 public:
  using ObjectOf::ObjectOf;
  std::string_view class_name() const override { return "MaxNorm"; }
  void apply(Array& value) const override;
};

struct MinMaxNormOptions {
  ByName by_name = ByName();
  double min_value = 0;
  double max_value = 1;
  double rate = 1;
  Axes axis = 0;

  static const Fields<MinMaxNormOptions>& fields();
};

/// Brings norms into [min_value, max_value], a part `rate` of the way at a time.
/// Errors   usage: an axis that the weight lacks
class MinMaxNorm : public ObjectOf<Constraint, MinMaxNormOptions> {
 public:
  using ObjectOf::ObjectOf;
  std::string_view class_name() const override { return "MinMaxNorm"; }
  void apply(Array& value) const override;
};

/// Sets negative elements to 0.
class NonNeg : public ObjectOf<Constraint, NoOptions> {
 public:
  using ObjectOf::ObjectOf;
  std::string_view class_name() const override { return "NonNeg"; }
  void apply(Array& value) const override;
};

struct UnitNormOptions {
  ByName by_name = ByName();
  Axes axis = 0;

  static const Fields<UnitNormOptions>& fields();
};

/// Makes every norm 1.
/// Errors   usage: an axis that the weight lacks
class UnitNorm : public ObjectOf<Constraint, UnitNormOptions> {
 public:
  using ObjectOf::ObjectOf;
  std::string_view class_name() const override { return "UnitNorm"; }
  void apply(Array& value) const override;
};

}  // namespace fovea
