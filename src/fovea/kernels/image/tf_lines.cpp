#include "fovea/kernels/image/tf_lines.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/image/tf_lines.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

using PixelFloats = hn::CappedTag<float, 4>;
using PixelBytes = hn::Rebind<std::uint8_t, PixelFloats>;
using PixelInts = hn::Rebind<std::int32_t, PixelFloats>;
inline constexpr bool has_pixels = hn::MaxLanes(PixelFloats()) == 4;  ///< not on a machine without vectors

HWY_INLINE hn::Vec<PixelFloats> pixel_at(const std::uint8_t* from) {
  return hn::ConvertTo(PixelFloats(), hn::PromoteTo(PixelInts(), hn::LoadU(PixelBytes(), from)));
}

/// Multiplied and added apart, as TensorFlow rounds.
HWY_INLINE hn::Vec<PixelFloats> between(hn::Vec<PixelFloats> a, hn::Vec<PixelFloats> b, float weight) {
  return hn::Add(a, hn::Mul(hn::Sub(b, a), hn::Set(PixelFloats(), weight)));
}

/// A pixel of three channels is read and written as four: what is written beyond is written again by the next, and the last
/// pixels, behind which nothing may be touched, are left to the caller. Returns how many outputs were made.
template <int channels>
HWY_INLINE std::int64_t InterpolatePixels(const std::uint8_t* row, std::int64_t width, const Tap* taps,
                                          std::int64_t outputs, float* to) {
  std::int64_t o = 0;
  for (; o < outputs - (channels < 4) && (channels == 4 || taps[o].second < width - 1); ++o) {
    const auto left = pixel_at(row + taps[o].first * channels), right = pixel_at(row + taps[o].second * channels);
    hn::StoreU(between(left, right, taps[o].weight), PixelFloats(), to + o * channels);
  }
  return o;
}

void InterpolateColumns(const std::uint8_t* row, std::int64_t width, std::int64_t channels, const Tap* taps,
                        std::int64_t outputs, float* to) {
  std::int64_t o = 0;
  if (has_pixels && channels == 3) o = InterpolatePixels<3>(row, width, taps, outputs, to);
  if (has_pixels && channels == 4) o = InterpolatePixels<4>(row, width, taps, outputs, to);
  for (; o < outputs; ++o)
    for (std::int64_t c = 0; c < channels; ++c) {
      const float left = row[taps[o].first * channels + c], right = row[taps[o].second * channels + c];
      to[o * channels + c] = interpolate(left, right, taps[o].weight);
    }
}

void InterpolateRows(const float* upper, const float* lower, float weight, std::int64_t count, float* to) {
  each_vector<float_lanes>(count, [&](std::int64_t i, std::int64_t lanes) HWY_ATTR {
    const FloatVector a = load_lanes(upper + i, lanes), b = load_lanes(lower + i, lanes);
    store_lanes(hn::Add(a, hn::Mul(hn::Sub(b, a), hn::Set(Floats(), weight))), to + i, lanes);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(InterpolateColumns);
HWY_EXPORT(InterpolateRows);

namespace native {

void interpolate_columns(const std::uint8_t* row, std::int64_t width, std::int64_t channels, const Tap* taps,
                         std::int64_t outputs, float* to) {
  HWY_DYNAMIC_DISPATCH(InterpolateColumns)(row, width, channels, taps, outputs, to);
}

void interpolate_rows(const float* upper, const float* lower, float weight, std::int64_t count, float* to) {
  HWY_DYNAMIC_DISPATCH(InterpolateRows)(upper, lower, weight, count, to);
}

}  // namespace native
}  // namespace fovea
#endif
