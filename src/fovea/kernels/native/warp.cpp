#include "fovea/kernels/image/warp.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/warp.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

using Integers = hn::Rebind<std::int32_t, Floats>;

HWY_INLINE FloatVector number(float value) { return hn::Set(Floats(), value); }

/// A place along an axis of `length` pixels, brought between its ends.
template <FillMode mode>
HWY_INLINE FloatVector bring_inside(FloatVector at, float length) {
  const FloatVector zero = hn::Zero(Floats()), last = number(length - 1);
  if constexpr (mode == FillMode::reflect) {
    const FloatVector turn = number(2 * length);
    const FloatVector below = hn::Add(hn::Mul(turn, hn::Trunc(hn::Div(hn::Neg(at), turn))), at);
    const FloatVector before =
        hn::IfThenElse(hn::Lt(below, number(-length)), hn::Add(below, turn), hn::Sub(hn::Neg(below), number(1)));
    const FloatVector above = hn::Sub(at, hn::Mul(turn, hn::Trunc(hn::Div(at, turn))));
    const FloatVector behind =
        hn::IfThenElse(hn::Ge(above, number(length)), hn::Sub(hn::Sub(turn, above), number(1)), above);
    at = hn::IfThenElse(hn::Lt(at, zero), before, hn::IfThenElse(hn::Gt(at, last), behind, at));
  }
  if constexpr (mode == FillMode::wrap) {
    const FloatVector step = number(length), span = number(std::max(length - 1, 1.f));
    const FloatVector turns = hn::Trunc(hn::Div(at, span));
    const FloatVector before = hn::Add(at, hn::Mul(step, hn::Sub(number(1), turns)));
    const FloatVector behind = hn::Sub(at, hn::Mul(step, turns));
    at = hn::IfThenElse(hn::Lt(at, zero), before, hn::IfThenElse(hn::Gt(at, last), behind, at));
  }
  return mode == FillMode::constant ? at : hn::Min(hn::Max(at, zero), last);
}

/// Where the pixels of a part of a row come from: the pixel to the left and above, and how far from it.
struct Places {
  static constexpr std::int64_t most = 128;
  static_assert(most % float_lanes == 0);
  HWY_ALIGN std::int32_t x[most], y[most];
  HWY_ALIGN std::int32_t at[most];  ///< of its first number, or -1 where vectors would read beyond the picture
  HWY_ALIGN float right[most], left[most], down[most], up[most];
};

/// Lanes that lie behind the row are calculated too.
template <FillMode mode, bool bilinear>
HWY_NOINLINE void find_places(const Warp& warp, float y, std::int64_t first, std::int64_t count, Places& places) {
  const Floats d;
  const Integers integers;
  const auto& m = warp.map;
  const auto width = static_cast<float>(warp.from.width), height = static_cast<float>(warp.from.height);
  const bool projective = m[6] != 0 || m[7] != 0;
  const FloatVector far = number(-1e8f), one = number(1);
  const auto whole_number = [&](std::int64_t value)
                                HWY_ATTR { return hn::Set(integers, static_cast<std::int32_t>(value)); };
  // A vector reads one number behind a pixel of three.
  const std::int64_t end =
      warp.from.elements() < (std::int64_t{1} << 31) ? (warp.from.height - 1) * warp.from.width - 2 : 0;
  const auto columns = whole_number(warp.from.width), last_column = whole_number(warp.from.width - 1),
             last_row = whole_number(warp.from.height - 1), last = whole_number(end),
             channels = whole_number(warp.from.channels), none = whole_number(-1);
  for (std::int64_t i = 0; i < count; i += float_lanes) {
    const FloatVector x = hn::Iota(d, static_cast<float>(first + i));
    const auto line = [&](float a, float b, float c)
                          HWY_ATTR { return hn::Add(hn::Add(hn::Mul(number(a), x), number(b * y)), number(c)); };
    FloatVector at_x = line(m[0], m[1], m[2]), at_y = line(m[3], m[4], m[5]);
    if (projective) {
      const FloatVector k = line(m[6], m[7], 1);
      at_x = hn::Div(at_x, k);
      at_y = hn::Div(at_y, k);
    }
    const auto store = [&](FloatVector at, float length, std::int32_t* pixel, float* rest, float* other) HWY_ATTR {
      at = bring_inside<mode>(hn::IfThenElse(hn::Lt(hn::Abs(at), number(1e8f)), at, far), length);
      FloatVector whole = hn::Floor(at);
      if constexpr (bilinear) {
        // The last pixel is all of the second of a pair, so that both can be read.
        if constexpr (mode != FillMode::constant) whole = hn::Min(whole, number(std::max(length - 2, 0.f)));
        const FloatVector part = hn::Sub(at, whole);
        hn::Store(part, d, rest + i);
        hn::Store(hn::Sub(one, part), d, other + i);
      } else {
        // Halves go away from zero.
        const FloatVector part = hn::Sub(at, whole);
        const auto up =
            hn::Or(hn::Gt(part, number(0.5f)), hn::And(hn::Eq(part, number(0.5f)), hn::Ge(at, hn::Zero(d))));
        whole = hn::IfThenElse(up, hn::Add(whole, one), whole);
      }
      const auto result = hn::ConvertTo(integers, whole);
      hn::Store(result, integers, pixel + i);
      return result;
    };
    const auto column = store(at_x, width, places.x, places.right, places.left);
    const auto row = store(at_y, height, places.y, places.down, places.up);
    if constexpr (bilinear) {
      const auto pixel = hn::Add(hn::Mul(row, columns), column);
      const auto readable = hn::And(hn::And(hn::Gt(column, none), hn::Lt(column, last_column)),
                                    hn::And(hn::And(hn::Gt(row, none), hn::Lt(row, last_row)), hn::Lt(pixel, last)));
      hn::Store(hn::IfThenElse(readable, hn::Mul(pixel, channels), none), integers, places.at + i);
    }
  }
}

/// A pixel of three or four channels in vectors of four lanes, and beside its right neighbour in vectors of eight.
using Pixel = hn::CappedTag<float, 4>;
using PixelPair = hn::CappedTag<float, 8>;

template <class D>
HWY_INLINE hn::Vec<D> load_numbers(D d, const float* from) {
  return hn::LoadU(d, from);
}
template <class D>
HWY_INLINE hn::Vec<D> load_numbers(D d, const std::uint8_t* from) {
  const hn::Rebind<std::uint8_t, D> bytes;
  return hn::ConvertTo(d, hn::PromoteTo(hn::Rebind<std::int32_t, D>(), hn::LoadU(bytes, from)));
}

template <class T>
class RowSampler {
 public:
  RowSampler(const Warp& warp, const T* in)
      : warp_(warp),
        in_(in),
        columns_(warp.from.width),
        rows_(warp.from.height),
        channels_(warp.from.channels),
        vectors_(hn::MaxLanes(Pixel()) == 4 && (channels_ == 3 || channels_ == 4)) {}

  /// `count` places. A vector writes one number behind a pixel of three, for which the end of a row has no room.
  HWY_INLINE void mix(const Places& p, std::int64_t count, bool end_of_row, float* out) const {
    const std::int64_t with_vectors = vectors_ ? count - end_of_row : 0, channels = channels_;
    const T *const upper = in_, *const lower = in_ + columns_ * channels;
    const PixelPair pair;
    // Which lanes of a pair are its first pixel, and where the second is.
    constexpr auto pair_lanes = static_cast<std::int32_t>(hn::MaxLanes(PixelPair()));
    HWY_ALIGN std::int32_t lanes[pair_lanes], places[pair_lanes];
    for (std::int32_t k = 0; k < pair_lanes; ++k) {
      lanes[k] = k < channels ? -1 : 0;
      places[k] = (k + static_cast<std::int32_t>(channels)) % pair_lanes;
    }
    const hn::Rebind<std::int32_t, PixelPair> integers;
    const auto first = hn::MaskFromVec(hn::BitCast(pair, hn::Load(integers, lanes)));
    const auto second = hn::IndicesFromVec(pair, hn::Load(integers, places));
    for (std::int64_t i = 0; i < count; ++i, out += channels) {
      const std::int32_t at = p.at[i];
      if (HWY_UNLIKELY(at < 0 || i >= with_vectors)) {
        mix_numbers(p, i, out);
        continue;
      }
      const auto mix_pair = [&](const T* from) HWY_ATTR {
        if constexpr (pair_lanes == 8) {
          const auto shares = hn::IfThenElse(first, hn::Set(pair, p.left[i]), hn::Set(pair, p.right[i]));
          const auto both = hn::Mul(shares, load_numbers(pair, from));
          return hn::Add(hn::LowerHalf(Pixel(), both), hn::LowerHalf(Pixel(), hn::TableLookupLanes(both, second)));
        } else {
          return hn::Add(hn::Mul(hn::Set(Pixel(), p.left[i]), load_numbers(Pixel(), from)),
                         hn::Mul(hn::Set(Pixel(), p.right[i]), load_numbers(Pixel(), from + channels)));
        }
      };
      const auto above = hn::Mul(hn::Set(Pixel(), p.up[i]), mix_pair(upper + at));
      const auto below = hn::Mul(hn::Set(Pixel(), p.down[i]), mix_pair(lower + at));
      hn::StoreU(hn::Add(above, below), Pixel(), out);
    }
  }

  HWY_INLINE void take(const Places& p, std::int64_t count, float* out) const {
    for (std::int64_t i = 0; i < count; ++i)
      for (std::int64_t c = 0; c < channels_; ++c) *out++ = read(p.x[i], p.y[i], c);
  }

 private:
  HWY_NOINLINE void mix_numbers(const Places& p, std::int64_t i, float* out) const {
    const std::int64_t x = p.x[i], y = p.y[i];
    const float right = p.right[i], left = p.left[i], down = p.down[i], up = p.up[i];
    for (std::int64_t c = 0; c < channels_; ++c)
      out[c] = up * (left * read(x, y, c) + right * read(x + 1, y, c)) +
               down * (left * read(x, y + 1, c) + right * read(x + 1, y + 1, c));
  }

  HWY_INLINE float read(std::int64_t x, std::int64_t y, std::int64_t c) const {
    return x >= 0 && x < columns_ && y >= 0 && y < rows_ ? static_cast<float>(in_[(y * columns_ + x) * channels_ + c])
                                                         : warp_.style.value;
  }

  const Warp& warp_;
  const T* in_;
  std::int64_t columns_, rows_, channels_;
  bool vectors_;
};

template <FillMode mode, bool bilinear, class T>
void sample_row(const Warp& warp, const T* in, std::int64_t y, float* out) {
  const RowSampler<T> sampler(warp, in);
  const std::int64_t channels = warp.from.channels;
  Places places;
  for (std::int64_t first = 0; first < warp.width; first += Places::most) {
    const std::int64_t count = std::min(Places::most, warp.width - first);
    find_places<mode, bilinear>(warp, static_cast<float>(y), first, count, places);
    if constexpr (bilinear) {
      sampler.mix(places, count, first + count == warp.width, out);
    } else {
      sampler.take(places, count, out);
    }
    out += count * channels;
  }
}

template <FillMode mode, class T>
void sample_row(const Warp& warp, const T* in, std::int64_t y, float* out) {
  return warp.style.bilinear ? sample_row<mode, true>(warp, in, y, out) : sample_row<mode, false>(warp, in, y, out);
}

template <class T>
void sample_row(const Warp& warp, const T* in, std::int64_t y, float* out) {
  switch (warp.style.mode) {
    case FillMode::reflect:
      return sample_row<FillMode::reflect>(warp, in, y, out);
    case FillMode::wrap:
      return sample_row<FillMode::wrap>(warp, in, y, out);
    case FillMode::constant:
      return sample_row<FillMode::constant>(warp, in, y, out);
    case FillMode::nearest:
      return sample_row<FillMode::nearest>(warp, in, y, out);
  }
}

void WarpFloats(const Warp& warp, const float* in, std::int64_t y, float* out) { sample_row(warp, in, y, out); }
void WarpBytes(const Warp& warp, const std::uint8_t* in, std::int64_t y, float* out) { sample_row(warp, in, y, out); }

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(WarpFloats);
HWY_EXPORT(WarpBytes);

[[gnu::visibility("default")]] void Warp::row(const float* in, std::int64_t y, float* out) const noexcept {
  HWY_DYNAMIC_DISPATCH(WarpFloats)(*this, in, y, out);
}

[[gnu::visibility("default")]] void Warp::row(const std::uint8_t* in, std::int64_t y, float* out) const noexcept {
  HWY_DYNAMIC_DISPATCH(WarpBytes)(*this, in, y, out);
}

}  // namespace fovea
#endif
