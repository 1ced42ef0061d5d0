#pragma once
#include <array>
#include <cstdint>

#include "fovea/kernels/operation.h"

namespace fovea {

/// A window on its way over one sample: which input pixels each output pixel sees. Padding is never visited.
struct Sliding {
  Window window;
  std::array<std::int64_t, 3> in{}, out{};

  /// Both shapes as with_depth() gives them: (N, D, H, W, C).
  Sliding(const Window& sliding, const Shape& input, const Shape& output) : window(sliding) {
    for (int i = 0; i < 3; ++i) in[i] = input[i + 1], out[i] = output[i + 1];
  }

  std::int64_t in_pixels() const { return in[0] * in[1] * in[2]; }
  std::int64_t out_pixels() const { return out[0] * out[1] * out[2]; }

  /// visit(tap, pixel) for each position of the window, row-major, that lies inside the input, for output pixel `at`.
  template <class Visit>
  void taps(std::int64_t at, Visit visit) const {
    const std::array<std::int64_t, 3> position{at / (out[1] * out[2]), at / out[2] % out[1], at % out[2]};
    std::array<std::int64_t, 3> begin, end = in;
    for (int i = 0; i < 3; ++i) {
      begin[i] =
          window.adaptive ? position[i] * in[i] / out[i] : position[i] * window.stride[i] - window.pad_begin[i];
      if (window.adaptive) end[i] = ((position[i] + 1) * in[i] + out[i] - 1) / out[i];
    }
    std::int64_t tap = 0;
    for (std::int64_t a = 0; a < window.kernel[0]; ++a)
      for (std::int64_t b = 0; b < window.kernel[1]; ++b)
        for (std::int64_t c = 0; c < window.kernel[2]; ++c, ++tap) {
          const std::int64_t d = begin[0] + a * window.dilation[0], h = begin[1] + b * window.dilation[1],
                             w = begin[2] + c * window.dilation[2];
          if (d < 0 || h < 0 || w < 0 || d >= end[0] || h >= end[1] || w >= end[2]) continue;
          visit(tap, (d * in[1] + h) * in[2] + w);
        }
  }
};

/// What a window makes of an input (N, D, H, W, C): the output with the same channels.
inline Shape slid(const Window& window, const Shape& input) {
  Shape result = input;
  for (int i = 0; i < 3; ++i) {
    const std::int64_t extent = (window.kernel[i] - 1) * window.dilation[i] + 1;
    result.set(i + 1, (input[i + 1] + window.pad_begin[i] + window.pad_end[i] - extent) / window.stride[i] + 1);
  }
  return result;
}

/// Whether v replaces the best value of a window so far: a larger one, or the first NaN.
template <class T>
bool beats(T v, T best) {
  return v > best || (v != v && best == best);
}

}  // namespace fovea
