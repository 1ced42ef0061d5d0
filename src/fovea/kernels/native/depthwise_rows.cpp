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
template <int pixels, int run, bool masked>
HWY_INLINE void pixel_tile(const DepthwiseTask& task, const float* HWY_RESTRICT x, float* HWY_RESTRICT y,
                           std::int64_t c, std::int64_t count) {
  const Floats d;
  FloatVector sum[pixels];
  const FloatVector start = task.bias == nullptr ? hn::Zero(d) : load_channels<masked>(task.bias + c, count);
#pragma GCC unroll 8
  for (int p = 0; p < pixels; ++p) sum[p] = start;
  for (std::int64_t t = 0; t < task.tap_count; t += run) {
    FloatVector weight[run];
#pragma GCC unroll 5
    for (int k = 0; k < run; ++k) weight[k] = load_channels<masked>(task.w + task.taps[t + k].w + c, count);
    const float* from = x + task.taps[t].x + c;
#pragma GCC unroll 12
    for (int i = 0; i < pixels + run - 1; ++i) {
      const FloatVector value = load_channels<masked>(from + i * task.x_step, count);
#pragma GCC unroll 5
      for (int k = 0; k < run; ++k)
        if (i >= k && i - k < pixels) sum[i - k] = hn::MulAdd(value, weight[k], sum[i - k]);
    }
  }
#pragma GCC unroll 8
  for (int p = 0; p < pixels; ++p) {
    // In this order NaN passes.
    const FloatVector value = task.relu ? hn::Max(hn::Zero(d), sum[p]) : sum[p];
    store_channels<masked>(value, y + p * task.y_step + c, count);
  }
}

template <int pixels, int run>
void all_channels(const DepthwiseTask& task, const float* x, float* y) {
  std::int64_t c = 0;
  for (; c + float_lanes <= task.channels; c += float_lanes)
    pixel_tile<pixels, run, false>(task, x, y, c, float_lanes);
  if (c < task.channels) pixel_tile<pixels, run, true>(task, x, y, c, task.channels - c);
}

template <int run>
void rows_of_pixels(const DepthwiseTask& task) {
  for (std::int64_t row = 0; row < task.rows; ++row) {
    const float* x = task.x + row * task.x_row;
    float* y = task.y + row * task.y_row;
    const auto tile = [&](std::int64_t pixels, auto way) {
      way(task, x, y);
      x += pixels * task.x_step;
      y += pixels * task.y_step;
    };
    std::int64_t left = task.width;
    for (; left >= 8; left -= 8) tile(8, all_channels<8, run>);
    if (left >= 4) tile(4, all_channels<4, run>);
    if (left % 4 >= 2) tile(2, all_channels<2, run>);
    if (left % 2 == 1) tile(1, all_channels<1, run>);
  }
}

void RunDepthwise(const DepthwiseTask& task) {
  switch (task.run) {
    case 5:
      return rows_of_pixels<5>(task);
    case 3:
      return rows_of_pixels<3>(task);
    case 2:
      return rows_of_pixels<2>(task);
    default:
      return rows_of_pixels<1>(task);
  }
}

/// Runs of taps whose sums, and the inputs they share, stay in registers.
template <int run>
inline constexpr int most_runs = run == 1                 ? 8
                                 : HWY_TARGET <= HWY_AVX3 ? (run == 5 ? 2 : 3)
                                 : run == 5               ? 1
                                                          : 2;

/// `runs` runs of taps over all pixels, one vector of channels from channel c on.
template <int run, int runs, bool masked>
HWY_INLINE void weight_tile(const DepthwiseWeightTask& task, const DepthwiseTap* taps, std::int64_t c,
                            std::int64_t count) {
  FloatVector sum[runs][run];
#pragma GCC unroll 8
  for (int r = 0; r < runs; ++r) {
#pragma GCC unroll 5
    for (int k = 0; k < run; ++k) sum[r][k] = hn::Zero(Floats());
  }
  const float* dy = task.dy + c;
  for (std::int64_t row = 0; row < task.rows; ++row) {
    const float* x[runs];
    FloatVector seen[runs][run];  // the input of pixel p and tap k is in slot (p + k) % run
#pragma GCC unroll 8
    for (int r = 0; r < runs; ++r) {
      x[r] = task.x + row * task.x_row + taps[r * run].x + c;
#pragma GCC unroll 5
      for (int k = 0; k + 1 < run; ++k) seen[r][k] = load_channels<masked>(x[r] + k * task.x_step, count);
    }
    for (std::int64_t first = 0; first < task.width; first += run) {
#pragma GCC unroll 5
      for (int p = 0; p < run; ++p) {
        if (first + p >= task.width) break;
        const FloatVector gradient = load_channels<masked>(dy, count);
        dy += task.channels;
#pragma GCC unroll 8
        for (int r = 0; r < runs; ++r) {
          seen[r][(p + run - 1) % run] = load_channels<masked>(x[r] + (p + run - 1) * task.x_step, count);
#pragma GCC unroll 5
          for (int k = 0; k < run; ++k) sum[r][k] = hn::MulAdd(seen[r][(p + k) % run], gradient, sum[r][k]);
        }
      }
#pragma GCC unroll 8
      for (int r = 0; r < runs; ++r) x[r] += run * task.x_step;
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < runs; ++r) {
#pragma GCC unroll 5
    for (int k = 0; k < run; ++k) {
      float* to = task.dw + taps[r * run + k].w + c;
      store_channels<masked>(hn::Add(load_channels<masked>(to, count), sum[r][k]), to, count);
    }
  }
}

template <int run, int runs>
void all_weights(const DepthwiseWeightTask& task, const DepthwiseTap* taps) {
  std::int64_t c = 0;
  for (; c + float_lanes <= task.channels; c += float_lanes)
    weight_tile<run, runs, false>(task, taps, c, float_lanes);
  if (c < task.channels) weight_tile<run, runs, true>(task, taps, c, task.channels - c);
}

using WeightTile = void (*)(const DepthwiseWeightTask&, const DepthwiseTap*);
template <int run, int... runs>
constexpr std::array<WeightTile, sizeof...(runs)> weight_tiles_of(std::integer_sequence<int, runs...>) {
  return {all_weights<run, runs + 1>...};
}

template <int run>
void runs_of_taps(const DepthwiseWeightTask& task) {
  constexpr auto tiles = weight_tiles_of<run>(std::make_integer_sequence<int, most_runs<run>>());
  for (std::int64_t first = 0; first < task.tap_count; first += run * most_runs<run>) {
    const std::int64_t runs = std::min<std::int64_t>((task.tap_count - first) / run, most_runs<run>);
    tiles[static_cast<std::size_t>(runs - 1)](task, task.taps + first);
  }
}

void AddDepthwiseWeights(const DepthwiseWeightTask& task) {
  switch (task.run) {
    case 5:
      return runs_of_taps<5>(task);
    case 3:
      return runs_of_taps<3>(task);
    case 2:
      return runs_of_taps<2>(task);
    default:
      return runs_of_taps<1>(task);
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
std::int64_t run_of(const std::vector<DepthwiseTap>& taps, std::int64_t x_step) {
  for (const std::size_t run : {5, 3, 2}) {
    bool fits = taps.size() % run == 0;
    for (std::size_t i = 0; i < taps.size() && fits; ++i) fits = i % run == 0 || taps[i].x == taps[i - 1].x + x_step;
    if (fits) return static_cast<std::int64_t>(run);
  }
  return 1;
}
void run_depthwise(const DepthwiseTask& task) noexcept { HWY_DYNAMIC_DISPATCH(RunDepthwise)(task); }
void add_depthwise_weights(const DepthwiseWeightTask& task) noexcept {
  HWY_DYNAMIC_DISPATCH(AddDepthwiseWeights)(task);
}
}  // namespace native
}  // namespace fovea
#endif
