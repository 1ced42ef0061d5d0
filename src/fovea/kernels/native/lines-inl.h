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

/// A sum of many vectors in parts of 64, and of 64 parts: what is added is never much smaller than what it is added to, so
/// that long sums round as little as short ones.
class LongSum {
 public:
  static constexpr std::int64_t part = 64;

  HWY_INLINE LongSum() : total_(hn::Zero(Floats())), parts_(total_) {}
  /// The sum of a part.
  HWY_INLINE void add(FloatVector sum) {
    parts_ = hn::Add(parts_, sum);
    if (++count_ % part != 0) return;
    total_ = hn::Add(total_, parts_);
    parts_ = hn::Zero(Floats());
  }
  HWY_INLINE FloatVector result() const { return hn::Add(total_, parts_); }

 private:
  FloatVector total_, parts_;
  std::int64_t count_ = 0;
};

/// The sum of what terms(first, count) gives for each vector of a line; lanes behind `count` have to be zero.
template <class Terms>
HWY_INLINE float sum_over(std::int64_t length, Terms&& terms) {
  constexpr std::int64_t part = LongSum::part * float_lanes;
  const Floats d;
  LongSum total;
  for (std::int64_t first = 0; first < length; first += part) {
    const std::int64_t end = std::min(first + part, length);
    FloatVector sum = hn::Zero(d);
    for (std::int64_t i = first; i < end; i += float_lanes) sum = hn::Add(sum, terms(i, end - i));
    total.add(sum);
  }
  return hn::GetLane(hn::SumOfLanes(d, total.result()));
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
