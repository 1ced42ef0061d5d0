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
  FloatVector load(const float* from) const {
    return count == float_lanes ? hn::LoadU(Floats(), from + first) : load_first(Floats(), from + first, count);
  }
  void store(FloatVector value, float* to) const {
    if (count == float_lanes) {
      hn::StoreU(value, Floats(), to + first);
    } else {
      store_first(Floats(), value, to + first, count);
    }
  }
};

template <class Visit>
HWY_INLINE void each_vector(std::size_t size, Visit&& visit) {
  const auto count = static_cast<std::int64_t>(size);
  std::int64_t i = 0;
  for (; i + float_lanes <= count; i += float_lanes) visit(Lanes{i, float_lanes});
  if (i < count) visit(Lanes{i, count - i});
}

/// old + (now - old) * rest: a running mean.
HWY_INLINE FloatVector moved(FloatVector old, FloatVector now, FloatVector rest) {
  return hn::MulAdd(hn::Sub(now, old), rest, old);
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#endif
