// Pixels taken apart into channels and put together again, compiled once for each instruction set.
#if defined(FOVEA_KERNELS_NATIVE_TRANSPOSE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_KERNELS_NATIVE_TRANSPOSE_INL_H
#undef FOVEA_KERNELS_NATIVE_TRANSPOSE_INL_H
#else
#define FOVEA_KERNELS_NATIVE_TRANSPOSE_INL_H
#endif

#include "fovea/kernels/native/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR

inline void split_pixels(const float* from, std::int64_t, std::int64_t, std::int64_t channels, float* to,
                         std::int64_t plane) {
  for (std::int64_t c = 0; c < channels; ++c) to[c * plane] = from[c];
}
template <std::int64_t>
inline void join_pixels(const float* from, std::int64_t channels, std::int64_t, float* to, std::int64_t) {
  for (std::int64_t c = 0; c < channels; ++c) to[c] = from[c];
}

#else

using Block = hn::Simd<float, 4, 0>;
using HalfBlock = hn::Simd<float, 2, 0>;
/// Four floats from each of the addresses from, from + step, ...
template <class D>
HWY_INLINE hn::Vec<D> load_blocks(D d, const float* from, std::int64_t step) {
  if constexpr (hn::MaxLanes(D()) == 4) {
    return hn::LoadU(d, from);
  } else {
    const hn::Half<D> half;
    constexpr auto blocks = static_cast<std::int64_t>(hn::MaxLanes(hn::Half<D>()) / 4);
    return hn::Combine(d, load_blocks(half, from + blocks * step, step), load_blocks(half, from, step));
  }
}

template <int count>
HWY_INLINE void store_floats(hn::Vec<Block> block, float* to) {
  if constexpr (count == 4) {
    hn::StoreU(block, Block(), to);
  } else {
    hn::StoreU(hn::LowerHalf(HalfBlock(), block), HalfBlock(), to);
    if constexpr (count == 3) to[2] = hn::GetLane(hn::UpperHalf(HalfBlock(), block));
  }
}

/// The first `count` floats of each block to the addresses to, to + step, ...
template <int count, class D>
HWY_INLINE void store_blocks(D, hn::Vec<D> value, float* to, std::int64_t step) {
  if constexpr (hn::MaxLanes(D()) == 4) {
    store_floats<count>(value, to);
  } else {
    const hn::Half<D> half;
    constexpr auto blocks = static_cast<std::int64_t>(hn::MaxLanes(hn::Half<D>()) / 4);
    store_blocks<count>(half, hn::LowerHalf(half, value), to, step);
    store_blocks<count>(half, hn::UpperHalf(half, value), to + blocks * step, step);
  }
}

/// Transposes the 4x4 floats of each block.
HWY_INLINE void transpose_blocks(FloatVector& a, FloatVector& b, FloatVector& c, FloatVector& e) {
  const Floats d;
  const hn::Repartition<double, Floats> pairs;
  const auto ab = hn::BitCast(pairs, hn::InterleaveLower(d, a, b)),
             AB = hn::BitCast(pairs, hn::InterleaveUpper(d, a, b));
  const auto ce = hn::BitCast(pairs, hn::InterleaveLower(d, c, e)),
             CE = hn::BitCast(pairs, hn::InterleaveUpper(d, c, e));
  a = hn::BitCast(d, hn::InterleaveLower(pairs, ab, ce));
  b = hn::BitCast(d, hn::InterleaveUpper(pairs, ab, ce));
  c = hn::BitCast(d, hn::InterleaveLower(pairs, AB, CE));
  e = hn::BitCast(d, hn::InterleaveUpper(pairs, AB, CE));
}

/// A vector of pixels, `step` floats apart, into planes; zeros in place of those from `pixels` on. Reads up to three
/// floats behind the channels of each pixel.
inline void split_pixels(const float* from, std::int64_t step, std::int64_t pixels, std::int64_t channels, float* to,
                         std::int64_t plane) {
  const Floats d;
  const auto inside = hn::FirstN(d, static_cast<std::size_t>(pixels));
  for (std::int64_t c = 0; c < channels; c += 4, from += 4, to += 4 * plane) {
    FloatVector p0 = load_blocks(d, from, 4 * step), p1 = load_blocks(d, from + step, 4 * step);
    FloatVector p2 = load_blocks(d, from + 2 * step, 4 * step), p3 = load_blocks(d, from + 3 * step, 4 * step);
    transpose_blocks(p0, p1, p2, p3);
    hn::StoreU(hn::IfThenElseZero(inside, p0), d, to);
    if (c + 1 < channels) hn::StoreU(hn::IfThenElseZero(inside, p1), d, to + plane);
    if (c + 2 < channels) hn::StoreU(hn::IfThenElseZero(inside, p2), d, to + 2 * plane);
    if (c + 3 < channels) hn::StoreU(hn::IfThenElseZero(inside, p3), d, to + 3 * plane);
  }
}

/// Channels c, c + 1, ... of a vector of pixels, each a vector in `from`, to where the pixels' channel c lies.
template <int count>
HWY_INLINE void join_group(const float* from, float* to, std::int64_t step) {
  const Floats d;
  FloatVector c0 = hn::Load(d, from), c1 = hn::Load(d, from + float_lanes);
  FloatVector c2 = count > 2 ? hn::Load(d, from + 2 * float_lanes) : c0;
  FloatVector c3 = count > 3 ? hn::Load(d, from + 3 * float_lanes) : c1;
  transpose_blocks(c0, c1, c2, c3);
  store_blocks<count>(d, c0, to, 4 * step);
  store_blocks<count>(d, c1, to + step, 4 * step);
  store_blocks<count>(d, c2, to + 2 * step, 4 * step);
  store_blocks<count>(d, c3, to + 3 * step, 4 * step);
}

/// A vector of pixels, from one aligned vector a channel, to pixels `step` floats apart.
inline void join_whole(const float* from, std::int64_t channels, float* to, std::int64_t step) {
  std::int64_t c = 0;
  for (; c + 4 <= channels; c += 4) join_group<4>(from + c * float_lanes, to + c, step);
  if (channels - c == 3) return join_group<3>(from + c * float_lanes, to + c, step);
  if (channels - c == 2) return join_group<2>(from + c * float_lanes, to + c, step);
  if (channels - c == 1)
    for (std::int64_t p = 0; p < float_lanes; ++p) to[p * step + c] = from[c * float_lanes + p];
}

/// The first `pixels` of a vector of pixels of at most `most` channels.
template <std::int64_t most>
inline void join_pixels(const float* from, std::int64_t channels, std::int64_t pixels, float* to, std::int64_t step) {
  if (pixels == float_lanes) return join_whole(from, channels, to, step);
  HWY_ALIGN float joined[float_lanes * most];
  join_whole(from, channels, joined, channels);
  const std::int64_t at_once = step == channels ? pixels : 1;
  for (std::int64_t p = 0; p < pixels; p += at_once)
    std::memcpy(to + p * step, joined + p * channels, static_cast<std::size_t>(at_once * channels) * sizeof(float));
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#endif
