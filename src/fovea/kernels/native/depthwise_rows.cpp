#include "fovea/kernels/native/depthwise_rows.h"

#include <algorithm>
#include <array>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/depthwise_rows.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

using native::DepthwiseTap;
using native::DepthwiseTask;
using native::DepthwiseWeightTask;

/// Neighbouring pixels whose sums stay in registers while a tap's weights are loaded once; taps likewise.
inline constexpr int most_pixels = 8, most_taps = 9;

template <bool masked>
HWY_INLINE FloatVector load_channels(const float* from, std::int64_t count) {
  if constexpr (masked) return load_first(Floats(), from, count);
  return hn::LoadU(Floats(), from);
}
template <bool masked>
HWY_INLINE void store_channels(FloatVector value, float* to, std::int64_t count) {
  if constexpr (masked) {
    store_first(Floats(), value, to, count);
  } else {
    hn::StoreU(value, Floats(), to);
  }
}

/// `pixels` neighbours, one vector of channels from channel c on.
template <int pixels, bool masked>
HWY_INLINE void pixel_tile(const DepthwiseTask& task, const float* HWY_RESTRICT x, float* HWY_RESTRICT y,
                           std::int64_t c, std::int64_t count) {
  const Floats d;
  FloatVector sum[pixels];
  const FloatVector start = task.bias == nullptr ? hn::Zero(d) : load_channels<masked>(task.bias + c, count);
#pragma GCC unroll 8
  for (int p = 0; p < pixels; ++p) sum[p] = start;
  for (std::int64_t t = 0; t < task.tap_count; ++t) {
    const FloatVector weight = load_channels<masked>(task.w + task.taps[t].w + c, count);
    const float* from = x + task.taps[t].x + c;
#pragma GCC unroll 8
    for (int p = 0; p < pixels; ++p)
      sum[p] = hn::MulAdd(load_channels<masked>(from + p * task.x_step, count), weight, sum[p]);
  }
#pragma GCC unroll 8
  for (int p = 0; p < pixels; ++p) {
    // In this order NaN passes.
    const FloatVector value = task.relu ? hn::Max(hn::Zero(d), sum[p]) : sum[p];
    store_channels<masked>(value, y + p * task.y_step + c, count);
  }
}

template <int pixels>
void all_channels(const DepthwiseTask& task, const float* x, float* y) {
  std::int64_t c = 0;
  for (; c + float_lanes <= task.channels; c += float_lanes) pixel_tile<pixels, false>(task, x, y, c, float_lanes);
  if (c < task.channels) pixel_tile<pixels, true>(task, x, y, c, task.channels - c);
}

using PixelTile = void (*)(const DepthwiseTask&, const float*, float*);
template <int... pixels>
constexpr std::array<PixelTile, sizeof...(pixels)> pixel_tiles_of(std::integer_sequence<int, pixels...>) {
  return {all_channels<pixels + 1>...};
}

void RunDepthwise(const DepthwiseTask& task) {
  constexpr auto tiles = pixel_tiles_of(std::make_integer_sequence<int, most_pixels>());
  for (std::int64_t row = 0; row < task.rows; ++row) {
    const float* x = task.x + row * task.x_row;
    float* y = task.y + row * task.y_row;
    for (std::int64_t left = task.width; left > 0;) {
      const std::int64_t pixels = std::min<std::int64_t>(left, most_pixels);
      tiles[static_cast<std::size_t>(pixels - 1)](task, x, y);
      x += pixels * task.x_step;
      y += pixels * task.y_step;
      left -= pixels;
    }
  }
}

/// `taps` taps over all pixels, one vector of channels from channel c on.
template <int taps, bool masked>
HWY_INLINE void weight_tile(const DepthwiseWeightTask& task, const DepthwiseTap* tap, std::int64_t c,
                            std::int64_t count) {
  const Floats d;
  FloatVector sum[taps];
  std::int64_t offset[taps];
#pragma GCC unroll 9
  for (int t = 0; t < taps; ++t) {
    sum[t] = hn::Zero(d);
    offset[t] = tap[t].x;
  }
  const float* dy = task.dy + c;
  for (std::int64_t row = 0; row < task.rows; ++row) {
    const float* x = task.x + row * task.x_row + c;
    for (std::int64_t pixel = 0; pixel < task.width; ++pixel, x += task.x_step, dy += task.channels) {
      const FloatVector gradient = load_channels<masked>(dy, count);
#pragma GCC unroll 9
      for (int t = 0; t < taps; ++t)
        sum[t] = hn::MulAdd(load_channels<masked>(x + offset[t], count), gradient, sum[t]);
    }
  }
#pragma GCC unroll 9
  for (int t = 0; t < taps; ++t) {
    float* to = task.dw + tap[t].w + c;
    store_channels<masked>(hn::Add(load_channels<masked>(to, count), sum[t]), to, count);
  }
}

template <int taps>
void all_weights(const DepthwiseWeightTask& task, const DepthwiseTap* tap) {
  std::int64_t c = 0;
  for (; c + float_lanes <= task.channels; c += float_lanes) weight_tile<taps, false>(task, tap, c, float_lanes);
  if (c < task.channels) weight_tile<taps, true>(task, tap, c, task.channels - c);
}

using WeightTile = void (*)(const DepthwiseWeightTask&, const DepthwiseTap*);
template <int... taps>
constexpr std::array<WeightTile, sizeof...(taps)> weight_tiles_of(std::integer_sequence<int, taps...>) {
  return {all_weights<taps + 1>...};
}

void AddDepthwiseWeights(const DepthwiseWeightTask& task) {
  constexpr auto tiles = weight_tiles_of(std::make_integer_sequence<int, most_taps>());
  for (std::int64_t first = 0; first < task.tap_count; first += most_taps) {
    const std::int64_t taps = std::min<std::int64_t>(task.tap_count - first, most_taps);
    tiles[static_cast<std::size_t>(taps - 1)](task, task.taps + first);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(RunDepthwise);
HWY_EXPORT(AddDepthwiseWeights);

namespace native {
void run_depthwise(const DepthwiseTask& task) noexcept { HWY_DYNAMIC_DISPATCH(RunDepthwise)(task); }
void add_depthwise_weights(const DepthwiseWeightTask& task) noexcept {
  HWY_DYNAMIC_DISPATCH(AddDepthwiseWeights)(task);
}
}  // namespace native
}  // namespace fovea
#endif
