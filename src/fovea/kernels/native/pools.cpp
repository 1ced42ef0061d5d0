#include "fovea/kernels/native/pools.h"

#include <algorithm>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/pools.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

using native::PoolWindow;
using Bytes = hn::Rebind<std::uint8_t, Floats>;
using Ints = hn::Rebind<std::int32_t, Floats>;

/// Taps of one output position along one axis that lie inside the image.
struct Taps {
  std::int64_t from, begin, end;  ///< image position of tap 0, first tap, behind the last tap
  std::int64_t count() const { return end - begin; }
};
Taps taps_at(const PoolWindow& w, std::size_t axis, std::int64_t at) {
  const Window& window = w.window;
  const std::int64_t size = w.in[axis], results = w.out[axis], dilation = window.dilation[axis];
  if (window.adaptive) {
    const std::int64_t from = at * size / results;
    return {from, 0, ((at + 1) * size + results - 1) / results - from};
  }
  const std::int64_t kernel = window.kernel[axis], from = at * window.stride[axis] - window.pad_begin[axis];
  const std::int64_t begin = from >= 0 ? 0 : (-from + dilation - 1) / dilation;
  const std::int64_t end = from >= size ? 0 : std::min(kernel, (size - 1 - from) / dilation + 1);
  return {from, std::min(begin, kernel), end};
}

/// The taps of one output pixel along (depth, height, width).
struct Place {
  Taps z, y, x;
  std::int64_t taps() const { return z.count() * y.count() * x.count(); }
};

/// Calls visit(x offset, tap number) for every tap of one window inside the image.
template <class Visit>
HWY_INLINE void each_tap(const PoolWindow& w, const Place& place, Visit&& visit) {
  const auto &kernel = w.window.kernel, &dilation = w.window.dilation;
  for (std::int64_t kz = place.z.begin; kz < place.z.end; ++kz)
    for (std::int64_t ky = place.y.begin; ky < place.y.end; ++ky)
      for (std::int64_t kx = place.x.begin; kx < place.x.end; ++kx) {
        const std::int64_t z = place.z.from + kz * dilation[0], y = place.y.from + ky * dilation[1],
                           x = place.x.from + kx * dilation[2];
        visit(((z * w.in[1] + y) * w.in[2] + x) * w.channels, (kz * kernel[1] + ky) * kernel[2] + kx);
      }
}

/// Calls visit(place, offset of the output pixel) for every window.
template <class Visit>
HWY_INLINE void each_window(const PoolWindow& w, Visit&& visit) {
  std::int64_t to = 0;
  for (std::int64_t oz = 0; oz < w.out[0]; ++oz) {
    const Taps z = taps_at(w, 0, oz);
    for (std::int64_t oy = 0; oy < w.out[1]; ++oy) {
      const Taps y = taps_at(w, 1, oy);
      for (std::int64_t ox = 0; ox < w.out[2]; ++ox, to += w.channels) visit(Place{z, y, taps_at(w, 2, ox)}, to);
    }
  }
}

/// Where v replaces the best value so far: a larger one, or the first NaN.
HWY_INLINE auto beats(FloatVector v, FloatVector best) { return hn::AndNot(hn::Le(v, best), hn::Eq(best, best)); }

/// Windows of one image without gap, overlap or padding.
bool tiles(const PoolWindow& w) {
  bool inside = true;
  for (std::size_t axis = 1; axis < 3; ++axis)
    inside = inside && w.window.pad_begin[axis] == 0 && w.out[axis] * w.window.kernel[axis] <= w.in[axis];
  return w.in[0] == 1 && w.window.kernel[0] == 1 && w.window.tiles() && inside;
}
bool halves(const PoolWindow& w) { return tiles(w) && w.window.kernel[1] == 2 && w.window.kernel[2] == 2; }

/// The windows of nearly every network: 2x2, stride 2, no padding.
template <bool wants_argmax>
void halve(const PoolWindow& w, const float* x, float* y, std::uint8_t* argmax) {
  const Ints ints;
  const std::int64_t row = w.in[2] * w.channels, channels = w.channels;
  for (std::int64_t oy = 0; oy < w.out[1]; ++oy) {
    const float* from = x + 2 * oy * row;
    for (std::int64_t ox = 0; ox < w.out[2]; ++ox, from += 2 * channels, y += channels) {
      each_vector<float_lanes>(channels, [&](std::int64_t c, std::int64_t count) HWY_ATTR {
        const FloatVector a = load_lanes(from + c, count), b = load_lanes(from + channels + c, count);
        const FloatVector e = load_lanes(from + row + c, count), f = load_lanes(from + row + channels + c, count);
        const auto b_wins = beats(b, a), f_wins = beats(f, e);
        const FloatVector top = hn::IfThenElse(b_wins, b, a), bottom = hn::IfThenElse(f_wins, f, e);
        const auto bottom_wins = beats(bottom, top);
        store_lanes(hn::IfThenElse(bottom_wins, bottom, top), y + c, count);
        if constexpr (wants_argmax) {
          const auto first = hn::IfThenElseZero(hn::RebindMask(ints, b_wins), hn::Set(ints, 1));
          const auto second = hn::IfThenElse(hn::RebindMask(ints, f_wins), hn::Set(ints, 3), hn::Set(ints, 2));
          const auto best = hn::IfThenElse(hn::RebindMask(ints, bottom_wins), second, first);
          store_first(Bytes(), hn::DemoteTo(Bytes(), best), argmax + c, count);
        }
      });
      if constexpr (wants_argmax) argmax += channels;
    }
  }
}

void MaxPool(const PoolWindow& w, const float* x, float* y, std::uint8_t* argmax) {
  if (halves(w)) return argmax != nullptr ? halve<true>(w, x, y, argmax) : halve<false>(w, x, y, argmax);
  const Floats d;
  const Ints ints;
  const auto& kernel = w.window.kernel;
  each_window(w, [&](const Place& place, std::int64_t to) HWY_ATTR {
    const std::int64_t first = (place.z.begin * kernel[1] + place.y.begin) * kernel[2] + place.x.begin;
    each_vector<float_lanes>(w.channels, [&](std::int64_t c, std::int64_t count) HWY_ATTR {
      FloatVector best = hn::Neg(hn::Inf(d));
      auto which = hn::Set(ints, static_cast<std::int32_t>(first));
      each_tap(w, place, [&](std::int64_t from, std::int64_t tap) HWY_ATTR {
        const FloatVector value = load_lanes(x + from + c, count);
        const auto more = beats(value, best);
        best = hn::IfThenElse(more, value, best);
        which = hn::IfThenElse(hn::RebindMask(ints, more), hn::Set(ints, static_cast<std::int32_t>(tap)), which);
      });
      store_lanes(best, y + to + c, count);
      if (argmax != nullptr) store_first(Bytes(), hn::DemoteTo(Bytes(), which), argmax + to + c, count);
    });
  });
}

void AveragePool(const PoolWindow& w, const float* x, float* y) {
  const Floats d;
  each_window(w, [&](const Place& place, std::int64_t to) HWY_ATTR {
    const auto taps = static_cast<float>(place.taps());
    each_vector<float_lanes>(w.channels, [&](std::int64_t c, std::int64_t count) HWY_ATTR {
      FloatVector sum = hn::Zero(d);
      each_tap(w, place, [&](std::int64_t from, std::int64_t) HWY_ATTR {
        sum = hn::Add(sum, load_lanes(x + from + c, count));
      });
      store_lanes(hn::Div(sum, hn::Set(d, taps)), y + to + c, count);
    });
  });
}

/// Where windows tile, every element of dx is written once.
void spread(const PoolWindow& w, const float* dy, const std::uint8_t* argmax, const float* y, float* dx) {
  const Floats d;
  const Ints ints;
  const std::int64_t height = w.window.kernel[1], width = w.window.kernel[2];
  const std::int64_t row = w.in[2] * w.channels, used = w.out[2] * width * w.channels;
  for (std::int64_t oy = 0; oy < w.out[1]; ++oy, dx += height * row) {
    for (std::int64_t ox = 0; ox < w.out[2]; ++ox, dy += w.channels, argmax += w.channels) {
      float* to = dx + ox * width * w.channels;
      each_vector<float_lanes>(w.channels, [&](std::int64_t c, std::int64_t count) HWY_ATTR {
        FloatVector gradient = load_lanes(dy + c, count);
        if (y != nullptr) {
          gradient = hn::IfThenElseZero(hn::Gt(load_lanes(y + c, count), hn::Zero(d)), gradient);
        }
        const auto which = hn::PromoteTo(
            ints, count == float_lanes ? hn::LoadU(Bytes(), argmax + c) : load_first(Bytes(), argmax + c, count));
        std::int32_t tap = 0;
        for (std::int64_t ky = 0; ky < height; ++ky) {
          for (std::int64_t kx = 0; kx < width; ++kx, ++tap) {
            const auto here = hn::RebindMask(d, hn::Eq(which, hn::Set(ints, tap)));
            store_lanes(hn::IfThenElseZero(here, gradient), to + ky * row + kx * w.channels + c, count);
          }
        }
      });
      if (y != nullptr) y += w.channels;
    }
    for (std::int64_t ky = 0; ky < height; ++ky)
      std::memset(dx + ky * row + used, 0, static_cast<std::size_t>(row - used) * sizeof(float));
  }
  std::memset(dx, 0, static_cast<std::size_t>((w.in[1] - w.out[1] * height) * row) * sizeof(float));
}

void MaxPoolBackward(const PoolWindow& w, const float* dy, const std::uint8_t* argmax, const float* y, float* dx) {
  if (tiles(w)) return spread(w, dy, argmax, y, dx);
  const Floats d;
  const Ints ints;
  std::memset(dx, 0, static_cast<std::size_t>(w.in_unit()) * sizeof(float));
  each_window(w, [&](const Place& place, std::int64_t from) HWY_ATTR {
    each_vector<float_lanes>(w.channels, [&](std::int64_t c, std::int64_t count) HWY_ATTR {
      FloatVector gradient = load_lanes(dy + from + c, count);
      if (y != nullptr) {
        gradient = hn::IfThenElseZero(hn::Gt(load_lanes(y + from + c, count), hn::Zero(d)), gradient);
      }
      const auto which = hn::PromoteTo(ints, load_first(Bytes(), argmax + from + c, count));
      each_tap(w, place, [&](std::int64_t to, std::int64_t tap) HWY_ATTR {
        const auto here = hn::RebindMask(d, hn::Eq(which, hn::Set(ints, static_cast<std::int32_t>(tap))));
        store_lanes(hn::Add(load_lanes(dx + to + c, count), hn::IfThenElseZero(here, gradient)), dx + to + c, count);
      });
    });
  });
}

void AveragePoolBackward(const PoolWindow& w, const float* dy, float* dx) {
  const Floats d;
  std::memset(dx, 0, static_cast<std::size_t>(w.in_unit()) * sizeof(float));
  each_window(w, [&](const Place& place, std::int64_t from) HWY_ATTR {
    const auto taps = static_cast<float>(place.taps());
    each_vector<float_lanes>(w.channels, [&](std::int64_t c, std::int64_t count) HWY_ATTR {
      const FloatVector part = hn::Div(load_lanes(dy + from + c, count), hn::Set(d, taps));
      each_tap(w, place, [&](std::int64_t to, std::int64_t) HWY_ATTR {
        store_lanes(hn::Add(load_lanes(dx + to + c, count), part), dx + to + c, count);
      });
    });
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(MaxPool);
HWY_EXPORT(AveragePool);
HWY_EXPORT(MaxPoolBackward);
HWY_EXPORT(AveragePoolBackward);

namespace native {
void max_pool(const PoolWindow& window, const float* x, float* y, std::uint8_t* argmax) noexcept {
  HWY_DYNAMIC_DISPATCH(MaxPool)(window, x, y, argmax);
}
void average_pool(const PoolWindow& window, const float* x, float* y) noexcept {
  HWY_DYNAMIC_DISPATCH(AveragePool)(window, x, y);
}
void max_pool_backward(const PoolWindow& window, const float* dy, const std::uint8_t* argmax, const float* y,
                       float* dx) noexcept {
  HWY_DYNAMIC_DISPATCH(MaxPoolBackward)(window, dy, argmax, y, dx);
}
void average_pool_backward(const PoolWindow& window, const float* dy, float* dx) noexcept {
  HWY_DYNAMIC_DISPATCH(AveragePoolBackward)(window, dy, dx);
}
}  // namespace native
}  // namespace fovea
#endif
