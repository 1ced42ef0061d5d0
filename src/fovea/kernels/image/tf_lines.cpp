#include "fovea/kernels/image/tf_lines.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/image/tf_lines.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

using native::ColumnTaps;

#if HWY_TARGET != HWY_SCALAR

/// One, two or four outputs are made at once, each of them four floats: a pixel's channels, of which a picture of three has
/// one to spare. Their left and right pixels are among the 16 bytes from the left one on.
using PixelFloats = hn::CappedTag<float, 16>;
using PixelInts = hn::Rebind<std::int32_t, PixelFloats>;
using PixelBytes = hn::Repartition<std::uint8_t, PixelFloats>;
inline constexpr std::int64_t reach = native::columns_reach, together = hn::MaxLanes(PixelFloats()) / 4;

/// The bytes of each output, side by side. Input    places: bytes from the row's first one
template <class D>
HWY_INLINE hn::Vec<D> load_reaches(D bytes, const std::uint8_t* row, const std::int32_t* places) {
  if constexpr (hn::MaxLanes(bytes) == reach) {
    return hn::LoadU(bytes, row + places[0]);
  } else {
    const hn::Half<D> half;
    const auto lower = load_reaches(half, row, places);
    return hn::Combine(bytes, load_reaches(half, row, places + hn::MaxLanes(half) / reach), lower);
  }
}

/// Four bytes of each reach, from byte `from` on, as numbers.
template <std::uint8_t from>
HWY_INLINE hn::Vec<PixelFloats> pixels_of(hn::Vec<PixelBytes> reaches) {
  constexpr std::uint8_t zero = 0x80;
  alignas(16) static constexpr std::uint8_t order[] = {from,     zero, zero, zero, from + 1, zero, zero, zero,
                                                       from + 2, zero, zero, zero, from + 3, zero, zero, zero};
  const auto bytes = hn::TableLookupBytesOr0(reaches, hn::LoadDup128(PixelBytes(), order));
  return hn::ConvertTo(PixelFloats(), hn::BitCast(PixelInts(), bytes));
}

/// The floats that a picture of three channels has to spare go to the end.
template <class D>
HWY_INLINE hn::Vec<D> three_of_four(D floats, hn::Vec<D> pixels) {
  if constexpr (hn::MaxLanes(floats) == 4) {
    return pixels;
  } else {
    alignas(64) static constexpr std::int32_t of_four[] = {0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15};
    alignas(32) static constexpr std::int32_t of_two[] = {0, 1, 2, 4, 5, 6, 3, 7};
    return hn::TableLookupLanes(pixels, hn::SetTableIndices(floats, hn::MaxLanes(floats) == 8 ? of_two : of_four));
  }
}

template <std::int64_t channels>
HWY_INLINE void InterpolatePixels(const std::uint8_t* row, const ColumnTaps& columns, float* to) {
  const PixelFloats floats;
  for (std::int64_t o = 0; o < columns.outputs; o += together) {
    const auto reaches = load_reaches(PixelBytes(), row, columns.places.data() + o);
    const auto left = pixels_of<0>(reaches), right = pixels_of<channels>(reaches);
    const auto weights = hn::LoadU(floats, columns.weights.data() + 4 * o);
    // Multiplied and added apart, as TensorFlow rounds.
    const auto pixels = hn::Add(left, hn::Mul(hn::Sub(right, left), weights));
    hn::StoreU(channels == 3 ? three_of_four(floats, pixels) : pixels, floats, to + o * channels);
  }
}

#else

template <std::int64_t channels>
void InterpolatePixels(const std::uint8_t*, const ColumnTaps&, float*) {}

#endif

void InterpolateColumns(const std::uint8_t* row, const ColumnTaps& columns, float* to) {
  const std::int64_t channels = columns.channels;
  if (HWY_TARGET != HWY_SCALAR && channels == 3) return InterpolatePixels<3>(row, columns, to);
  if (HWY_TARGET != HWY_SCALAR && channels == 4) return InterpolatePixels<4>(row, columns, to);
  for (std::int64_t o = 0; o < columns.outputs; ++o) {
    const std::uint8_t* const left = row + columns.places[static_cast<std::size_t>(o)];
    const float weight = columns.weights[static_cast<std::size_t>(4 * o)];
    const std::uint8_t* const right = weight == 0 ? left : left + channels;
    for (std::int64_t c = 0; c < channels; ++c) *to++ = interpolate(left[c], right[c], weight);
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

ColumnTaps::ColumnTaps(std::int64_t width, std::int64_t channels_, std::int64_t outputs_)
    : channels(channels_), outputs(outputs_) {
  const std::int64_t filled = (outputs + 3) / 4 * 4;
  places.reserve(static_cast<std::size_t>(filled));
  weights.reserve(static_cast<std::size_t>(4 * filled));
  for (std::int64_t o = 0; o < filled; ++o) {
    const Tap tap = bilinear_tap(std::min(o, outputs - 1), width, outputs);
    places.push_back(static_cast<std::int32_t>(tap.first * channels));
    weights.insert(weights.end(), 4, tap.second == tap.first ? 0 : tap.weight);
  }
}

void interpolate_columns(const std::uint8_t* row, const ColumnTaps& columns, float* to) {
  HWY_DYNAMIC_DISPATCH(InterpolateColumns)(row, columns, to);
}

void interpolate_rows(const float* upper, const float* lower, float weight, std::int64_t count, float* to) {
  HWY_DYNAMIC_DISPATCH(InterpolateRows)(upper, lower, weight, count, to);
}

}  // namespace native
}  // namespace fovea
#endif
