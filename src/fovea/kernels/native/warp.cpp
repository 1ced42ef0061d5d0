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
  HWY_ALIGN float right[most], down[most];
};

/// Lanes that lie behind the row are calculated too.
template <FillMode mode, bool bilinear>
HWY_NOINLINE void find_places(const Warp& warp, float y, std::int64_t first, std::int64_t count, Places& places) {
  const Floats d;
  const auto& m = warp.map;
  const auto width = static_cast<float>(warp.from.width), height = static_cast<float>(warp.from.height);
  const bool projective = m[6] != 0 || m[7] != 0;
  const FloatVector far = number(-1e8f);
  for (std::int64_t i = 0; i < count; i += float_lanes) {
    const FloatVector x = hn::Iota(d, static_cast<float>(first + i));
    const auto line = [&](float a, float b, float c) {
      return hn::Add(hn::Add(hn::Mul(number(a), x), number(b * y)), number(c));
    };
    FloatVector at_x = line(m[0], m[1], m[2]), at_y = line(m[3], m[4], m[5]);
    if (projective) {
      const FloatVector k = line(m[6], m[7], 1);
      at_x = hn::Div(at_x, k);
      at_y = hn::Div(at_y, k);
    }
    const auto store = [&](FloatVector at, float length, std::int32_t* pixel, float* rest) {
      at = bring_inside<mode>(hn::IfThenElse(hn::Lt(hn::Abs(at), number(1e8f)), at, far), length);
      FloatVector whole = hn::Floor(at);
      const FloatVector part = hn::Sub(at, whole);
      if constexpr (bilinear) {
        hn::Store(part, d, rest + i);
      } else {
        // Halves go away from zero.
        const auto up =
            hn::Or(hn::Gt(part, number(0.5f)), hn::And(hn::Eq(part, number(0.5f)), hn::Ge(at, hn::Zero(d))));
        whole = hn::IfThenElse(up, hn::Add(whole, number(1)), whole);
      }
      hn::Store(hn::ConvertTo(Integers(), whole), Integers(), pixel + i);
    };
    store(at_x, width, places.x, places.right);
    store(at_y, height, places.y, places.down);
  }
}

/// A pixel of three or four channels, where vectors have four lanes.
using Pixel = hn::CappedTag<float, 4>;

HWY_INLINE hn::Vec<Pixel> load_pixel(const float* from) { return hn::LoadU(Pixel(), from); }
HWY_INLINE hn::Vec<Pixel> load_pixel(const std::uint8_t* from) {
  const hn::Rebind<std::uint8_t, Pixel> bytes;
  return hn::ConvertTo(Pixel(), hn::PromoteTo(hn::Rebind<std::int32_t, Pixel>(), hn::LoadU(bytes, from)));
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
        vectors_(hn::MaxLanes(Pixel()) == 4 && (channels_ == 3 || channels_ == 4)),
        line_(columns_ * channels_),
        last_((rows_ - 2) * columns_ + columns_ - 2) {}

  HWY_INLINE void mix(const Places& p, std::int64_t i, float* out, bool room) const {
    const std::int64_t x = p.x[i], y = p.y[i];
    const bool inside = static_cast<std::uint64_t>(x) < static_cast<std::uint64_t>(columns_ - 1) &&
                        static_cast<std::uint64_t>(y) < static_cast<std::uint64_t>(rows_ - 1);
    // A vector reads and writes one number behind a pixel of three.
    if (HWY_LIKELY(inside && vectors_ && room && y * columns_ + x < last_)) {
      const T* at = in_ + (y * columns_ + x) * channels_;
      const auto right = hn::Set(Pixel(), p.right[i]), left = hn::Set(Pixel(), 1 - p.right[i]);
      const auto above = hn::Add(hn::Mul(left, load_pixel(at)), hn::Mul(right, load_pixel(at + channels_)));
      const auto below =
          hn::Add(hn::Mul(left, load_pixel(at + line_)), hn::Mul(right, load_pixel(at + line_ + channels_)));
      hn::StoreU(
          hn::Add(hn::Mul(hn::Set(Pixel(), 1 - p.down[i]), above), hn::Mul(hn::Set(Pixel(), p.down[i]), below)),
          Pixel(), out);
      return;
    }
    const float right = p.right[i], left = 1 - right, down = p.down[i], up = 1 - down;
    for (std::int64_t c = 0; c < channels_; ++c)
      out[c] = up * (left * read(x, y, c) + right * read(x + 1, y, c)) +
               down * (left * read(x, y + 1, c) + right * read(x + 1, y + 1, c));
  }

  HWY_INLINE void take(const Places& p, std::int64_t i, float* out) const {
    for (std::int64_t c = 0; c < channels_; ++c) out[c] = read(p.x[i], p.y[i], c);
  }

 private:
  HWY_INLINE float read(std::int64_t x, std::int64_t y, std::int64_t c) const {
    return x >= 0 && x < columns_ && y >= 0 && y < rows_ ? static_cast<float>(in_[(y * columns_ + x) * channels_ + c])
                                                         : warp_.style.value;
  }

  const Warp& warp_;
  const T* in_;
  std::int64_t columns_, rows_, channels_;
  bool vectors_;
  std::int64_t line_, last_;
};

template <FillMode mode, bool bilinear, class T>
void sample_row(const Warp& warp, const T* in, std::int64_t y, float* out) {
  const RowSampler<T> sampler(warp, in);
  const std::int64_t channels = warp.from.channels;
  Places places;
  for (std::int64_t first = 0; first < warp.width; first += Places::most) {
    const std::int64_t count = std::min(Places::most, warp.width - first);
    find_places<mode, bilinear>(warp, static_cast<float>(y), first, count, places);
    for (std::int64_t i = 0; i < count; ++i, out += channels) {
      if constexpr (bilinear) {
        sampler.mix(places, i, out, first + i + 1 < warp.width);
      } else {
        sampler.take(places, i, out);
      }
    }
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
