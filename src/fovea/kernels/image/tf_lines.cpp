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
using native::FourPixels;

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

/// Four bytes of each reach, from byte `from` on.
template <std::uint8_t from>
HWY_INLINE hn::Vec<PixelInts> pixels_of(hn::Vec<PixelBytes> reaches) {
  constexpr std::uint8_t zero = 0x80;
  alignas(16) static constexpr std::uint8_t order[] = {from,     zero, zero, zero, from + 1, zero, zero, zero,
                                                       from + 2, zero, zero, zero, from + 3, zero, zero, zero};
  return hn::BitCast(PixelInts(), hn::TableLookupBytesOr0(reaches, hn::LoadDup128(PixelBytes(), order)));
}

/// A line has four floats for a pixel of three channels, too: one to spare, so that no vector crosses a cache line.
template <std::int64_t channels>
HWY_INLINE void InterpolatePixels(const std::uint8_t* row, const ColumnTaps& columns, float* to) {
  const PixelFloats floats;
  const std::int32_t* const places = columns.places.data();
  const float* const weights = columns.weights.data()->values;
  const std::int64_t outputs = columns.outputs;
  for (std::int64_t o = 0; o < outputs; o += together) {
    const auto reaches = load_reaches(PixelBytes(), row, places + o);
    const auto left = pixels_of<0>(reaches), right = pixels_of<channels>(reaches);
    // Multiplied and added apart, as TensorFlow rounds.
    const auto step = hn::Mul(hn::ConvertTo(floats, hn::Sub(right, left)), hn::Load(floats, weights + 4 * o));
    hn::Store(hn::Add(hn::ConvertTo(floats, left), step), floats, to + 4 * o);
  }
}

/// The floats that pixels of three channels have to spare go to the end.
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

/// Pixels of three channels, four floats each, between two lines; three of each are kept.
HWY_INLINE void InterpolateThree(const float* upper, const float* lower, float weight, std::int64_t outputs,
                                 float* to) {
  const PixelFloats floats;
  const auto weights = hn::Set(floats, weight);
  for (std::int64_t o = 0; o < outputs; o += together, to += 3 * together) {
    const auto a = hn::Load(floats, upper + 4 * o), b = hn::Load(floats, lower + 4 * o);
    const auto pixels = three_of_four(floats, hn::Add(a, hn::Mul(hn::Sub(b, a), weights)));
    const std::int64_t left = 3 * (outputs - o);
    if (left >= 4 * together)
      hn::StoreU(pixels, floats, to);  // what is to spare is written over
    else
      store_first(floats, pixels, to, std::min(left, 3 * together));
  }
}

inline constexpr bool has_pixels = true;

#else

template <std::int64_t channels>
void InterpolatePixels(const std::uint8_t*, const ColumnTaps&, float*) {}
void InterpolateThree(const float*, const float*, float, std::int64_t, float*) {}
inline constexpr bool has_pixels = false;

#endif

void InterpolateColumns(const std::uint8_t* row, const ColumnTaps& columns, FourPixels* line) {
  const std::int64_t channels = columns.channels;
  float* to = line->values;
  if (has_pixels && channels == 3) return InterpolatePixels<3>(row, columns, to);
  if (has_pixels && channels == 4) return InterpolatePixels<4>(row, columns, to);
  const float* weights = columns.weights.data()->values;
  for (std::int64_t o = 0; o < columns.outputs; ++o, weights += 4) {
    const std::uint8_t* const left = row + columns.places[static_cast<std::size_t>(o)];
    const std::uint8_t* const right = *weights == 0 ? left : left + channels;
    for (std::int64_t c = 0; c < channels; ++c) *to++ = interpolate(left[c], right[c], *weights);
  }
}

void InterpolateRows(const FourPixels* upper, const FourPixels* lower, float weight, const ColumnTaps& columns,
                     float* to) {
  if (has_pixels && columns.channels == 3)
    return InterpolateThree(upper->values, lower->values, weight, columns.outputs, to);
  each_vector<float_lanes>(columns.outputs * columns.channels, [&](std::int64_t i, std::int64_t lanes) HWY_ATTR {
    const FloatVector a = load_lanes(upper->values + i, lanes), b = load_lanes(lower->values + i, lanes);
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
  const std::int64_t fours = (outputs + 3) / 4;
  places.reserve(static_cast<std::size_t>(4 * fours));
  weights.resize(static_cast<std::size_t>(fours));
  for (std::int64_t o = 0; o < 4 * fours; ++o) {
    const Tap tap = bilinear_tap(std::min(o, outputs - 1), width, outputs);
    places.push_back(static_cast<std::int32_t>(tap.first * channels));
    std::fill_n(weights[static_cast<std::size_t>(o / 4)].values + o % 4 * 4, 4,
                tap.second == tap.first ? 0 : tap.weight);
  }
}

std::int64_t ColumnTaps::line() const {
  const auto fours = static_cast<std::int64_t>(weights.size());
  return (fours * std::max<std::int64_t>(channels, 4) + 3) / 4;
}

void interpolate_columns(const std::uint8_t* row, const ColumnTaps& columns, FourPixels* to) {
  HWY_DYNAMIC_DISPATCH(InterpolateColumns)(row, columns, to);
}

void interpolate_rows(const FourPixels* upper, const FourPixels* lower, float weight, const ColumnTaps& columns,
                      float* to) {
  HWY_DYNAMIC_DISPATCH(InterpolateRows)(upper, lower, weight, columns, to);
}

}  // namespace native
}  // namespace fovea
#endif
