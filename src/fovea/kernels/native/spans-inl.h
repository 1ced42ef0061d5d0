// Walking over spans of floats vector by vector, compiled once for each instruction set: include after foreach_target.h.
#if defined(FOVEA_KERNELS_NATIVE_SPANS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_KERNELS_NATIVE_SPANS_INL_H
#undef FOVEA_KERNELS_NATIVE_SPANS_INL_H
#else
#define FOVEA_KERNELS_NATIVE_SPANS_INL_H
#endif

#include "fovea/kernels/native/functions-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

/// A vector of a span: whole, or what is left of it. Both go through the same arithmetic.
struct Lanes {
  std::int64_t first, count;
  FloatVector load(const float* from) const { return load_lanes(from + first, count); }
  void store(FloatVector value, float* to) const { store_lanes(value, to + first, count); }
};

template <class Visit>
HWY_INLINE void each_vector(std::size_t size, Visit&& visit) {
  each_vector<float_lanes>(static_cast<std::int64_t>(size), [&](std::int64_t first, std::int64_t count) HWY_ATTR {
    visit(Lanes{first, count});
  });
}

/// old + (now - old) * rest: a running mean.
HWY_INLINE FloatVector moved(FloatVector old, FloatVector now, FloatVector rest) {
  return hn::MulAdd(hn::Sub(now, old), rest, old);
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#endif
