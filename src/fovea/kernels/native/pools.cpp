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

using native::PlaneWindow;
using Bytes = hn::Rebind<std::uint8_t, Floats>;
using Ints = hn::Rebind<std::int32_t, Floats>;

/// Taps of one output position along one axis that lie inside the image.
struct Taps {
  std::int64_t from, begin, end;  ///< image position of tap 0, first tap, behind the last tap
};
Taps taps_at(std::int64_t out, std::int64_t stride, std::int64_t pad, std::int64_t kernel, std::int64_t dilation,
             std::int64_t size) {
  const std::int64_t from = out * stride - pad;
  const std::int64_t begin = from >= 0 ? 0 : (-from + dilation - 1) / dilation;
  const std::int64_t end = from >= size ? 0 : std::min(kernel, (size - 1 - from) / dilation + 1);
  return {from, std::min(begin, kernel), end};
}

/// Calls visit(x offset, tap number) for every tap of one window inside the image.
template <class Visit>
HWY_INLINE void each_tap(const PlaneWindow& w, const Taps& rows, const Taps& columns, Visit&& visit) {
  for (std::int64_t ky = rows.begin; ky < rows.end; ++ky)
    for (std::int64_t kx = columns.begin; kx < columns.end; ++kx)
      visit(((rows.from + ky * w.dilation_y) * w.width + columns.from + kx * w.dilation_x) * w.channels,
            ky * w.kernel_width + kx);
}

/// Calls visit(rows, columns, offset of the output pixel) for every window.
template <class Visit>
HWY_INLINE void each_window(const PlaneWindow& w, Visit&& visit) {
  std::int64_t to = 0;
  for (std::int64_t oy = 0; oy < w.out_height; ++oy) {
    const Taps rows = taps_at(oy, w.stride_y, w.top, w.kernel_height, w.dilation_y, w.height);
    for (std::int64_t ox = 0; ox < w.out_width; ++ox, to += w.channels)
      visit(rows, taps_at(ox, w.stride_x, w.left, w.kernel_width, w.dilation_x, w.width), to);
  }
}

/// Calls visit(first channel, channels) for each vector of channels.
template <class Visit>
HWY_INLINE void each_vector(std::int64_t channels, Visit&& visit) {
  std::int64_t c = 0;
  for (; c + float_lanes <= channels; c += float_lanes) visit(c, float_lanes);
  if (c < channels) visit(c, channels - c);
}

/// Where v replaces the best value so far: a larger one, or the first NaN.
HWY_INLINE auto beats(FloatVector v, FloatVector best) { return hn::AndNot(hn::Le(v, best), hn::Eq(best, best)); }

bool halves(const PlaneWindow& w) {
  return w.kernel_height == 2 && w.kernel_width == 2 && w.stride_y == 2 && w.stride_x == 2 && w.dilation_y == 1 &&
         w.dilation_x == 1 && w.top == 0 && w.left == 0 && 2 * w.out_height <= w.height && 2 * w.out_width <= w.width;
}

/// The windows of nearly every network: 2x2, stride 2, no padding.
template <bool wants_argmax>
void halve(const PlaneWindow& w, const float* x, float* y, std::uint8_t* argmax) {
  const Ints ints;
  const std::int64_t row = w.width * w.channels, channels = w.channels;
  for (std::int64_t oy = 0; oy < w.out_height; ++oy) {
    const float* from = x + 2 * oy * row;
    for (std::int64_t ox = 0; ox < w.out_width; ++ox, from += 2 * channels, y += channels) {
      each_vector(channels, [&](std::int64_t c, std::int64_t count) HWY_ATTR {
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

void MaxPool(const PlaneWindow& w, const float* x, float* y, std::uint8_t* argmax) {
  if (halves(w)) return argmax != nullptr ? halve<true>(w, x, y, argmax) : halve<false>(w, x, y, argmax);
  const Floats d;
  const Ints ints;
  each_window(w, [&](const Taps& rows, const Taps& columns, std::int64_t to) HWY_ATTR {
    each_vector(w.channels, [&](std::int64_t c, std::int64_t count) HWY_ATTR {
      FloatVector best = hn::Neg(hn::Inf(d));
      auto which = hn::Set(ints, static_cast<std::int32_t>(rows.begin * w.kernel_width + columns.begin));
      each_tap(w, rows, columns, [&](std::int64_t from, std::int64_t tap) HWY_ATTR {
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

void AveragePool(const PlaneWindow& w, const float* x, float* y) {
  const Floats d;
  each_window(w, [&](const Taps& rows, const Taps& columns, std::int64_t to) HWY_ATTR {
    const auto taps = static_cast<float>((rows.end - rows.begin) * (columns.end - columns.begin));
    each_vector(w.channels, [&](std::int64_t c, std::int64_t count) HWY_ATTR {
      FloatVector sum = hn::Zero(d);
      each_tap(w, rows, columns, [&](std::int64_t from, std::int64_t) HWY_ATTR {
        sum = hn::Add(sum, load_lanes(x + from + c, count));
      });
      store_lanes(hn::Div(sum, hn::Set(d, taps)), y + to + c, count);
    });
  });
}

/// Windows without gap, overlap or padding: every element of dx is written once.
void spread(const PlaneWindow& w, const float* dy, const std::uint8_t* argmax, const float* y, float* dx) {
  const Floats d;
  const Ints ints;
  const std::int64_t row = w.width * w.channels, used = w.out_width * w.kernel_width * w.channels;
  for (std::int64_t oy = 0; oy < w.out_height; ++oy, dx += w.kernel_height * row) {
    for (std::int64_t ox = 0; ox < w.out_width; ++ox, dy += w.channels, argmax += w.channels) {
      float* to = dx + ox * w.kernel_width * w.channels;
      each_vector(w.channels, [&](std::int64_t c, std::int64_t count) HWY_ATTR {
        FloatVector gradient = load_lanes(dy + c, count);
        if (y != nullptr) {
          gradient = hn::IfThenElseZero(hn::Gt(load_lanes(y + c, count), hn::Zero(d)), gradient);
        }
        const auto which = hn::PromoteTo(
            ints, count == float_lanes ? hn::LoadU(Bytes(), argmax + c) : load_first(Bytes(), argmax + c, count));
        std::int32_t tap = 0;
        for (std::int64_t ky = 0; ky < w.kernel_height; ++ky) {
          for (std::int64_t kx = 0; kx < w.kernel_width; ++kx, ++tap) {
            const auto here = hn::RebindMask(d, hn::Eq(which, hn::Set(ints, tap)));
            store_lanes(hn::IfThenElseZero(here, gradient), to + ky * row + kx * w.channels + c, count);
          }
        }
      });
      if (y != nullptr) y += w.channels;
    }
    for (std::int64_t ky = 0; ky < w.kernel_height; ++ky)
      std::memset(dx + ky * row + used, 0, static_cast<std::size_t>(row - used) * sizeof(float));
  }
  std::memset(dx, 0, static_cast<std::size_t>((w.height - w.out_height * w.kernel_height) * row) * sizeof(float));
}

void MaxPoolBackward(const PlaneWindow& w, const float* dy, const std::uint8_t* argmax, const float* y, float* dx) {
  if (w.stride_y == w.kernel_height && w.stride_x == w.kernel_width && w.dilation_y == 1 && w.dilation_x == 1 &&
      w.top == 0 && w.left == 0 && w.out_height * w.kernel_height <= w.height &&
      w.out_width * w.kernel_width <= w.width) {
    return spread(w, dy, argmax, y, dx);
  }
  const Floats d;
  const Ints ints;
  std::memset(dx, 0, static_cast<std::size_t>(w.height * w.width * w.channels) * sizeof(float));
  each_window(w, [&](const Taps& rows, const Taps& columns, std::int64_t from) HWY_ATTR {
    each_vector(w.channels, [&](std::int64_t c, std::int64_t count) HWY_ATTR {
      FloatVector gradient = load_lanes(dy + from + c, count);
      if (y != nullptr) {
        gradient = hn::IfThenElseZero(hn::Gt(load_lanes(y + from + c, count), hn::Zero(d)), gradient);
      }
      const auto which = hn::PromoteTo(ints, load_first(Bytes(), argmax + from + c, count));
      each_tap(w, rows, columns, [&](std::int64_t to, std::int64_t tap) HWY_ATTR {
        const auto here = hn::RebindMask(d, hn::Eq(which, hn::Set(ints, static_cast<std::int32_t>(tap))));
        store_lanes(hn::Add(load_lanes(dx + to + c, count), hn::IfThenElseZero(here, gradient)), dx + to + c, count);
      });
    });
  });
}

void AveragePoolBackward(const PlaneWindow& w, const float* dy, float* dx) {
  const Floats d;
  std::memset(dx, 0, static_cast<std::size_t>(w.height * w.width * w.channels) * sizeof(float));
  each_window(w, [&](const Taps& rows, const Taps& columns, std::int64_t from) HWY_ATTR {
    const auto taps = static_cast<float>((rows.end - rows.begin) * (columns.end - columns.begin));
    each_vector(w.channels, [&](std::int64_t c, std::int64_t count) HWY_ATTR {
      const FloatVector part = hn::Div(load_lanes(dy + from + c, count), hn::Set(d, taps));
      each_tap(w, rows, columns, [&](std::int64_t to, std::int64_t) HWY_ATTR {
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
void max_pool(const PlaneWindow& window, const float* x, float* y, std::uint8_t* argmax) noexcept {
  HWY_DYNAMIC_DISPATCH(MaxPool)(window, x, y, argmax);
}
void average_pool(const PlaneWindow& window, const float* x, float* y) noexcept {
  HWY_DYNAMIC_DISPATCH(AveragePool)(window, x, y);
}
void max_pool_backward(const PlaneWindow& window, const float* dy, const std::uint8_t* argmax, const float* y,
                       float* dx) noexcept {
  HWY_DYNAMIC_DISPATCH(MaxPoolBackward)(window, dy, argmax, y, dx);
}
void average_pool_backward(const PlaneWindow& window, const float* dy, float* dx) noexcept {
  HWY_DYNAMIC_DISPATCH(AveragePoolBackward)(window, dy, dx);
}
}  // namespace native
}  // namespace fovea
#endif
