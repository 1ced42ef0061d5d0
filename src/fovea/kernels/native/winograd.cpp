#include "fovea/kernels/native/winograd.h"

#include <algorithm>

#include "fovea/kernels/native/rows.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/winograd.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

using native::WinogradOutput;
using native::WinogradTiles;

/// A line of four inputs.
HWY_INLINE void transform_inputs(FloatVector& d0, FloatVector& d1, FloatVector& d2, FloatVector& d3) {
  const FloatVector a = hn::Sub(d0, d2), b = hn::Add(d1, d2), c = hn::Sub(d2, d1), e = hn::Sub(d1, d3);
  d0 = a, d1 = b, d2 = c, d3 = e;
}

void TransformInput(const float* x, std::int64_t x_row, WinogradTiles tiles, std::int64_t channels,
                    float* transformed) {
  const std::int64_t point = tiles.count() * channels;
  for (std::int64_t row = 0; row < tiles.rows; ++row) {
    for (std::int64_t column = 0; column < tiles.columns; ++column) {
      const float* tile = x + 2 * row * x_row + 2 * column * channels;
      float* to = transformed + (row * tiles.columns + column) * channels;
      for (std::int64_t c = 0; c < channels; c += float_lanes) {
        const std::int64_t count = std::min(float_lanes, channels - c);
        FloatVector d[4][4];
#pragma GCC unroll 4
        for (int i = 0; i < 4; ++i) {
#pragma GCC unroll 4
          for (int j = 0; j < 4; ++j) d[i][j] = load_lanes(tile + i * x_row + j * channels + c, count);
          transform_inputs(d[i][0], d[i][1], d[i][2], d[i][3]);
        }
#pragma GCC unroll 4
        for (int j = 0; j < 4; ++j) {
          transform_inputs(d[0][j], d[1][j], d[2][j], d[3][j]);
#pragma GCC unroll 4
          for (int i = 0; i < 4; ++i) store_lanes(d[i][j], to + (4 * i + j) * point + c, count);
        }
      }
    }
  }
}

/// Two outputs from a line of four products.
struct Pair {
  FloatVector first, second;
};
HWY_INLINE Pair transform_products(FloatVector m0, FloatVector m1, FloatVector m2, FloatVector m3) {
  return {hn::Add(hn::Add(m0, m1), m2), hn::Sub(hn::Sub(m1, m2), m3)};
}

void TransformOutput(const WinogradOutput& output) {
  const Floats d;
  const std::int64_t channels = output.channels, point = output.tiles.count() * channels;
  for (std::int64_t row = 0; row < output.tiles.rows; ++row) {
    for (std::int64_t column = 0; column < output.tiles.columns; ++column) {
      const float* from = output.products + (row * output.tiles.columns + column) * channels;
      float* to = output.y + (2 * row * output.width + 2 * column) * channels;
      const bool below = 2 * row + 1 < output.height, right = 2 * column + 1 < output.width;
      for (std::int64_t c = 0; c < channels; c += float_lanes) {
        const std::int64_t count = std::min(float_lanes, channels - c);
        Pair lines[4];
#pragma GCC unroll 4
        for (int j = 0; j < 4; ++j) {
          const auto product = [&](int i) HWY_ATTR { return load_lanes(from + (4 * i + j) * point + c, count); };
          lines[j] = transform_products(product(0), product(1), product(2), product(3));
        }
        const FloatVector bias = output.bias == nullptr ? hn::Zero(d) : load_lanes(output.bias + c, count);
        const auto finish = [&](FloatVector value, float* pixel) HWY_ATTR {
          const FloatVector sum = hn::Add(value, bias);
          // In this order NaN passes.
          store_lanes(output.relu ? hn::Max(hn::Zero(d), sum) : sum, pixel + c, count);
        };
        const Pair above = transform_products(lines[0].first, lines[1].first, lines[2].first, lines[3].first);
        const Pair under = transform_products(lines[0].second, lines[1].second, lines[2].second, lines[3].second);
        finish(above.first, to);
        if (right) finish(above.second, to + channels);
        if (below) finish(under.first, to + output.width * channels);
        if (below && right) finish(under.second, to + (output.width + 1) * channels);
      }
    }
  }
}

struct Points {
  FloatVector p[4];
};
HWY_INLINE Points transform_taps(FloatVector g0, FloatVector g1, FloatVector g2) {
  const FloatVector half = hn::Set(Floats(), 0.5f), outer = hn::Mul(half, hn::Add(g0, g2)), inner = hn::Mul(half, g1);
  return {{g0, hn::Add(outer, inner), hn::Sub(outer, inner), g2}};
}

void TransformWeights(const float* weights, std::int64_t in, std::int64_t out, float* transformed) {
  const std::int64_t all = in * out, pitch = native::winograd_pitch(in, out);
  for (std::int64_t c = 0; c < all; c += float_lanes) {
    const std::int64_t count = std::min(float_lanes, all - c);
    Points lines[3];
#pragma GCC unroll 3
    for (int i = 0; i < 3; ++i) {
      const auto tap = [&](int j) HWY_ATTR { return load_lanes(weights + (3 * i + j) * all + c, count); };
      lines[i] = transform_taps(tap(0), tap(1), tap(2));
    }
#pragma GCC unroll 4
    for (int j = 0; j < 4; ++j) {
      const Points column = transform_taps(lines[0].p[j], lines[1].p[j], lines[2].p[j]);
#pragma GCC unroll 4
      for (int i = 0; i < 4; ++i) store_lanes(column.p[i], transformed + (4 * i + j) * pitch + c, count);
    }
  }
}

/// A line of two gradients of outputs: the transpose of transform_products.
HWY_INLINE Points spread_gradients(FloatVector y0, FloatVector y1) {
  return {{y0, hn::Add(y0, y1), hn::Sub(y0, y1), hn::Neg(y1)}};
}

void TransformGradient(const float* dy, std::int64_t height, std::int64_t width, WinogradTiles tiles,
                       std::int64_t channels, float* transformed) {
  const std::int64_t point = tiles.count() * channels;
  const FloatVector zero = hn::Zero(Floats());
  for (std::int64_t row = 0; row < tiles.rows; ++row) {
    for (std::int64_t column = 0; column < tiles.columns; ++column) {
      const float* tile = dy + (2 * row * width + 2 * column) * channels;
      float* to = transformed + (row * tiles.columns + column) * channels;
      const bool below = 2 * row + 1 < height, right = 2 * column + 1 < width;
      for (std::int64_t c = 0; c < channels; c += float_lanes) {
        const std::int64_t count = std::min(float_lanes, channels - c);
        const auto pixel = [&](std::int64_t y, std::int64_t x)
                               HWY_ATTR { return load_lanes(tile + (y * width + x) * channels + c, count); };
        const Points above = spread_gradients(pixel(0, 0), right ? pixel(0, 1) : zero);
        const Points under = spread_gradients(below ? pixel(1, 0) : zero, below && right ? pixel(1, 1) : zero);
#pragma GCC unroll 4
        for (int j = 0; j < 4; ++j) {
          const Points line = spread_gradients(above.p[j], under.p[j]);
#pragma GCC unroll 4
          for (int i = 0; i < 4; ++i) store_lanes(line.p[i], to + (4 * i + j) * point + c, count);
        }
      }
    }
  }
}

/// Three taps from a line of four points: the transpose of transform_taps.
struct Taps {
  FloatVector t[3];
};
HWY_INLINE Taps gather_taps(FloatVector u0, FloatVector u1, FloatVector u2, FloatVector u3) {
  const FloatVector half = hn::Set(Floats(), 0.5f), even = hn::Mul(half, hn::Add(u1, u2));
  return {{hn::Add(u0, even), hn::Mul(half, hn::Sub(u1, u2)), hn::Add(even, u3)}};
}

void AddWeights(const float* transformed, std::int64_t in, std::int64_t out, float* weights) {
  const std::int64_t all = in * out, pitch = native::winograd_pitch(in, out);
  for (std::int64_t c = 0; c < all; c += float_lanes) {
    const std::int64_t count = std::min(float_lanes, all - c);
    Taps lines[4];
#pragma GCC unroll 4
    for (int j = 0; j < 4; ++j) {
      const auto at = [&](int i) HWY_ATTR { return load_lanes(transformed + (4 * i + j) * pitch + c, count); };
      lines[j] = gather_taps(at(0), at(1), at(2), at(3));
    }
#pragma GCC unroll 3
    for (int i = 0; i < 3; ++i) {
      const Taps line = gather_taps(lines[0].t[i], lines[1].t[i], lines[2].t[i], lines[3].t[i]);
#pragma GCC unroll 3
      for (int j = 0; j < 3; ++j) {
        float* to = weights + (3 * i + j) * all + c;
        store_lanes(hn::Add(load_lanes(to, count), line.t[j]), to, count);
      }
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(TransformInput);
HWY_EXPORT(TransformOutput);
HWY_EXPORT(TransformWeights);
HWY_EXPORT(TransformGradient);
HWY_EXPORT(AddWeights);

namespace native {
bool winograd_can(const PlaneWindow& window, std::int64_t out_channels) {
  const bool kind = window.kernel_height == 3 && window.kernel_width == 3 && window.stride_y == 1 &&
                    window.stride_x == 1 && window.dilation_y == 1 && window.dilation_x == 1;
  return kind && window.channels >= vector_lanes() && out_channels >= vector_lanes();
}

void winograd_weights(const float* weights, std::int64_t in, std::int64_t out, float* transformed) noexcept {
  HWY_DYNAMIC_DISPATCH(TransformWeights)(weights, in, out, transformed);
}
void winograd_input(const float* x, std::int64_t x_row, WinogradTiles tiles, std::int64_t channels,
                    float* transformed) noexcept {
  HWY_DYNAMIC_DISPATCH(TransformInput)(x, x_row, tiles, channels, transformed);
}
void winograd_gradient(const float* dy, std::int64_t height, std::int64_t width, WinogradTiles tiles,
                       std::int64_t channels, float* transformed) noexcept {
  HWY_DYNAMIC_DISPATCH(TransformGradient)(dy, height, width, tiles, channels, transformed);
}
void winograd_add_weights(const float* transformed, std::int64_t in, std::int64_t out, float* weights) noexcept {
  HWY_DYNAMIC_DISPATCH(AddWeights)(transformed, in, out, weights);
}
void winograd_output(const WinogradOutput& output) noexcept { HWY_DYNAMIC_DISPATCH(TransformOutput)(output); }
}  // namespace native
}  // namespace fovea
#endif
