// Sums and maxima of short lines of numbers, compiled once for each instruction set.
#if defined(FOVEA_KERNELS_NATIVE_LINES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_KERNELS_NATIVE_LINES_INL_H
#undef FOVEA_KERNELS_NATIVE_LINES_INL_H
#else
#define FOVEA_KERNELS_NATIVE_LINES_INL_H
#endif

#include <algorithm>
#include <limits>

#include "fovea/kernels/native/functions-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

/// The sum of what terms(first, count) gives for each vector of a line; lanes behind `count` have to be zero. Partial
/// sums of a few vectors are added up one after the other: long lines round as little as short ones.
template <class Terms>
HWY_INLINE float sum_over(std::int64_t length, Terms&& terms) {
  constexpr std::int64_t part = 64 * float_lanes;
  const Floats d;
  FloatVector total = hn::Zero(d);
  for (std::int64_t first = 0; first < length; first += part) {
    const std::int64_t end = std::min(first + part, length);
    FloatVector sum = hn::Zero(d);
    for (std::int64_t i = first; i < end; i += float_lanes) sum = hn::Add(sum, terms(i, end - i));
    total = hn::Add(total, sum);
  }
  return hn::GetLane(hn::SumOfLanes(d, total));
}

/// NaN where there is one.
HWY_INLINE float largest_of(const float* x, std::int64_t length) {
  const Floats d;
  FloatVector largest = constant(x[0]);
  auto ordered = hn::Eq(largest, largest);
  for (std::int64_t i = 0; i < length; i += float_lanes) {
    const std::int64_t count = length - i;
    const FloatVector value = count >= float_lanes ? hn::LoadU(d, x + i)
                                                   : hn::IfThenElse(hn::FirstN(d, static_cast<std::size_t>(count)),
                                                                    load_lanes(x + i, count), largest);
    ordered = hn::And(ordered, hn::Eq(value, value));
    largest = hn::Max(largest, value);
  }
  return hn::AllTrue(d, ordered) ? hn::GetLane(hn::MaxOfLanes(d, largest)) : std::numeric_limits<float>::quiet_NaN();
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#endif
