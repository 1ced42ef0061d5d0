// Vector helpers, compiled once for each instruction set: include after foreach_target.h.
#if defined(FOVEA_KERNELS_NATIVE_SIMD_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_KERNELS_NATIVE_SIMD_INL_H
#undef FOVEA_KERNELS_NATIVE_SIMD_INL_H
#else
#define FOVEA_KERNELS_NATIVE_SIMD_INL_H
#endif

#include <cstdint>
#include <cstring>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using FloatVector = hn::Vec<Floats>;
inline constexpr std::int64_t float_lanes = hn::MaxLanes(Floats());

/// True where a masked access of T is one instruction and touches no byte outside its mask.
template <class T>
inline constexpr bool exact_masks = HWY_TARGET <= HWY_AVX3 || (HWY_TARGET <= HWY_AVX2 && sizeof(T) >= 4);

/// The first `count` lanes from memory, the others zero; reads nothing behind them.
template <class D>
HWY_INLINE hn::Vec<D> load_first(D d, const hn::TFromD<D>* from, std::int64_t count) {
  if constexpr (exact_masks<hn::TFromD<D>>) {
    return hn::MaskedLoad(hn::FirstN(d, static_cast<std::size_t>(count)), d, from);
  } else {
    HWY_ALIGN hn::TFromD<D> lanes[hn::MaxLanes(D())] = {};
    std::memcpy(lanes, from, static_cast<std::size_t>(count) * sizeof(lanes[0]));
    return hn::Load(d, lanes);
  }
}

/// Writes the first `count` lanes and nothing behind them.
template <class D>
HWY_INLINE void store_first(D d, hn::Vec<D> value, hn::TFromD<D>* to, std::int64_t count) {
  if constexpr (exact_masks<hn::TFromD<D>>) {
    hn::BlendedStore(value, hn::FirstN(d, static_cast<std::size_t>(count)), d, to);
  } else {
    HWY_ALIGN hn::TFromD<D> lanes[hn::MaxLanes(D())];
    hn::Store(value, d, lanes);
    std::memcpy(to, lanes, static_cast<std::size_t>(count) * sizeof(lanes[0]));
  }
}

using Doubles = hn::ScalableTag<double>;
using HalfFloats = hn::Rebind<float, Doubles>;
using DoubleVector = hn::Vec<Doubles>;
inline constexpr std::int64_t double_lanes = hn::MaxLanes(Doubles());

/// Calls visit(first channel, channels) for each vector of `lanes` channels.
template <std::int64_t lanes, class Visit>
HWY_INLINE void each_vector(std::int64_t channels, Visit&& visit) {
  std::int64_t c = 0;
  for (; c + lanes <= channels; c += lanes) visit(c, lanes);
  if (c < channels) visit(c, channels - c);
}

HWY_INLINE DoubleVector load_doubles(const float* from, std::int64_t count) {
  const HalfFloats half;
  return hn::PromoteTo(Doubles(), count == double_lanes ? hn::LoadU(half, from) : load_first(half, from, count));
}
/// Up to a vector from memory; lanes behind `count` are zero.
HWY_INLINE FloatVector load_lanes(const float* from, std::int64_t count) {
  return count >= float_lanes ? hn::LoadU(Floats(), from) : load_first(Floats(), from, count);
}
HWY_INLINE void store_lanes(FloatVector value, float* to, std::int64_t count) {
  if (count >= float_lanes) {
    hn::StoreU(value, Floats(), to);
  } else {
    store_first(Floats(), value, to, count);
  }
}
HWY_INLINE void add_to(DoubleVector value, double* to, std::int64_t count) {
  const Doubles d;
  if (count == double_lanes) {
    hn::StoreU(hn::Add(hn::LoadU(d, to), value), d, to);
  } else {
    store_first(d, hn::Add(load_first(d, to, count), value), to, count);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#endif
