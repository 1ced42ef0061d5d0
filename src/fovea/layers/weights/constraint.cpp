#include "fovea/layers/weights/constraint.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "fovea/base/error.h"
#include "fovea/layers/weights/constraints.h"

namespace fovea {
namespace {

constexpr double keras_epsilon = 1e-7;

/// Calls f(offset) for every position along the chosen axes. Allocates nothing: constraints act in every step.
template <class F>
void walk(const Shape& shape, unsigned chosen, std::size_t start, F f) {
  std::array<std::int64_t, Shape::max_rank> position{};
  std::size_t offset = start;
  for (;;) {
    f(offset);
    int axis = shape.rank() - 1;
    std::size_t stride = 1;
    for (; axis >= 0; stride *= static_cast<std::size_t>(shape[axis]), --axis) {
      if ((chosen >> axis & 1u) == 0) continue;
      const auto i = static_cast<std::size_t>(axis);
      offset += stride;
      if (++position[i] < shape[axis]) break;
      offset -= stride * static_cast<std::size_t>(shape[axis]);
      position[i] = 0;
    }
    if (axis < 0) return;
  }
}

/// Gives every vector along `axis` the norm that wanted(norm) says.
template <class F>
void scale_norms(Array& value, const Axes& axis, const char* who, F wanted) {
  const Shape& shape = value.shape();
  const unsigned reduced = axis.mask(shape.rank());
  if (reduced == 0)
    fail(ErrorKind::usage, std::string(who) + ": axis must name axes of the weight. Received axis=" +
                               to_json(axis).dump() + ", a weight of shape " + to_string(shape) + ".");
  if (value.size() == 0) return;
  const auto elements = value.values<float>();
  walk(shape, ~reduced, 0, [&](std::size_t start) {
    double sum = 0;
    walk(shape, reduced, start,
         [&](std::size_t i) { sum += static_cast<double>(elements[i]) * static_cast<double>(elements[i]); });
    const double norm = std::sqrt(sum), factor = wanted(norm) / (keras_epsilon + norm);
    walk(shape, reduced, start, [&](std::size_t i) { elements[i] = static_cast<float>(elements[i] * factor); });
  });
}

}  // namespace

const Fields<MaxNormOptions>& MaxNormOptions::fields() {
  using O = MaxNormOptions;
  static const auto list = Fields<O>().add("max_value", &O::max_value, {"m"}).add("axis", &O::axis);
  return list;
}

const Fields<MinMaxNormOptions>& MinMaxNormOptions::fields() {
  using O = MinMaxNormOptions;
  static const auto list = Fields<O>()
                               .add("min_value", &O::min_value)
                               .add("max_value", &O::max_value)
                               .add("rate", &O::rate)
                               .add("axis", &O::axis);
  return list;
}

const Fields<UnitNormOptions>& UnitNormOptions::fields() {
  static const auto list = Fields<UnitNormOptions>().add("axis", &UnitNormOptions::axis);
  return list;
}

void MaxNorm::apply(Array& value) const {
  scale_norms(value, options_.axis, "MaxNorm", [&](double norm) { return std::min(norm, options_.max_value); });
}

void MinMaxNorm::apply(Array& value) const {
  const auto& o = options_;
  scale_norms(value, o.axis, "MinMaxNorm", [&](double norm) {
    return o.rate * std::min(std::max(norm, o.min_value), o.max_value) + (1 - o.rate) * norm;
  });
}

void NonNeg::apply(Array& value) const {
  for (float& element : value.values<float>()) element = std::max(element, 0.0f);
}

void UnitNorm::apply(Array& value) const {
  scale_norms(value, options_.axis, "UnitNorm", [](double) { return 1.0; });
}

template <>
const Registry<Constraint>& registry<Constraint>() {
  using C = Constraint;
  static const Registry<C> table("Constraint", "keras.constraints",
                                 {
                                     entry<C, MaxNorm>("MaxNorm", {"max_norm", "maxnorm"}),
                                     entry<C, MinMaxNorm>("MinMaxNorm", {"min_max_norm"}),
                                     entry<C, NonNeg>("NonNeg", {"non_neg", "nonneg"}),
                                     entry<C, UnitNorm>("UnitNorm", {"unit_norm", "unitnorm"}),
                                 });
  return table;
}

}  // namespace fovea
