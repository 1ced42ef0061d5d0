#include "fovea/kernels/native/rows.h"

#include <algorithm>
#include <array>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/rows.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

using native::RowPlan;
using native::RowTask;

/// What the tiles of one block of channels and taps have in common.
struct RowBlock {
  const std::int64_t* runs;
  std::int64_t run_count, run;  ///< taps of this block
  std::int64_t x_step, w_step, w_run, y_step;
  const float* bias;  ///< at the block's first channel; null for none
  bool resume;        ///< y holds the sum over earlier taps
  bool relu;
  std::int64_t last;  ///< channels in the last vector
};
using RowTile = void (*)(const RowBlock&, const float*, const float*, float*);

/// Most pixels a tile of 1..4 vectors may have without spilling registers.
inline constexpr std::array<int, 4> most_pixels =
    HWY_TARGET <= HWY_AVX3 ? std::array<int, 4>{28, 14, 9, 6} : std::array<int, 4>{12, 6, 4, 2};

template <int vectors, int pixels, bool masked>
void row_tile(const RowBlock& block, const float* HWY_RESTRICT x, const float* HWY_RESTRICT w,
              float* HWY_RESTRICT y) {
  const Floats d;
  constexpr int groups = (pixels + 3) / 4;
  const std::int64_t step = block.x_step, last = block.last;
  const auto load = [&](const float* from, int v) HWY_ATTR {
    return masked && v == vectors - 1 ? load_first(d, from + v * float_lanes, last)
                                      : hn::LoadU(d, from + v * float_lanes);
  };
  FloatVector sum[pixels][vectors];
#pragma GCC unroll 4
  for (int v = 0; v < vectors; ++v) {
    const FloatVector start = block.bias == nullptr || block.resume ? hn::Zero(d) : load(block.bias, v);
#pragma GCC unroll 32
    for (int p = 0; p < pixels; ++p) sum[p][v] = block.resume ? load(y + p * block.y_step, v) : start;
  }
  for (std::int64_t i = 0; i < block.run_count; ++i) {
    const float* group[groups];
#pragma GCC unroll 8
    for (int g = 0; g < groups; ++g) group[g] = x + block.runs[i] + 4 * g * step;
    const float* row = w + i * block.w_run;
    for (std::int64_t k = 0; k < block.run; ++k, row += block.w_step) {
      FloatVector weight[vectors];
#pragma GCC unroll 4
      for (int v = 0; v < vectors; ++v) weight[v] = load(row, v);
#pragma GCC unroll 32
      for (int p = 0; p < pixels; ++p) {
        const FloatVector value = hn::Set(d, group[p / 4][p % 4 * step]);
#pragma GCC unroll 4
        for (int v = 0; v < vectors; ++v) sum[p][v] = hn::MulAdd(value, weight[v], sum[p][v]);
      }
#pragma GCC unroll 8
      for (int g = 0; g < groups; ++g) ++group[g];
    }
  }
#pragma GCC unroll 32
  for (int p = 0; p < pixels; ++p) {
#pragma GCC unroll 4
    for (int v = 0; v < vectors; ++v) {
      // In this order NaN passes.
      const FloatVector value = block.relu ? hn::Max(hn::Zero(d), sum[p][v]) : sum[p][v];
      float* to = y + p * block.y_step + v * float_lanes;
      if (masked && v == vectors - 1) {
        store_first(d, value, to, last);
      } else {
        hn::StoreU(value, d, to);
      }
    }
  }
}

template <int vectors, bool masked, int... pixels>
constexpr auto tiles_of(std::integer_sequence<int, pixels...>) {
  return std::array<RowTile, sizeof...(pixels)>{row_tile<vectors, pixels + 1, masked>...};
}
template <int vectors, bool masked>
constexpr auto row_tiles = tiles_of<vectors, masked>(std::make_integer_sequence<int, most_pixels[vectors - 1]>());

RowTile find_tile(int vectors, int pixels, bool masked) {
  switch (vectors) {
    case 1:
      return masked ? row_tiles<1, true>[pixels - 1] : row_tiles<1, false>[pixels - 1];
    case 2:
      return masked ? row_tiles<2, true>[pixels - 1] : row_tiles<2, false>[pixels - 1];
    case 3:
      return masked ? row_tiles<3, true>[pixels - 1] : row_tiles<3, false>[pixels - 1];
    default:
      return masked ? row_tiles<4, true>[pixels - 1] : row_tiles<4, false>[pixels - 1];
  }
}

/// All rows for one block of channels and taps.
void run_block(const RowTask& task, const RowBlock& block, int vectors, const float* w, float* y) {
  const std::int64_t most = most_pixels[vectors - 1];
  const std::int64_t tiles = (task.width + most - 1) / most;
  const std::int64_t narrow = task.width / tiles, wide = task.width % tiles;
  const bool masked = block.last != float_lanes;
  const RowTile tile = find_tile(vectors, static_cast<int>(narrow), masked);
  const RowTile wider = wide == 0 ? tile : find_tile(vectors, static_cast<int>(narrow + 1), masked);
  for (std::int64_t row = 0; row < task.rows; ++row) {
    const float* from = task.x + row * task.x_row;
    float* to = y + row * task.y_row;
    for (std::int64_t i = 0; i < tiles; ++i) {
      const std::int64_t pixels = i < wide ? narrow + 1 : narrow;
      (i < wide ? wider : tile)(block, from, w, to);
      from += pixels * task.x_step;
      to += pixels * task.y_step;
    }
  }
}

void RunRows(const RowTask& task) {
  // Weights that every tile reads again stay in the first-level cache.
  constexpr std::int64_t budget = 24 * 1024 / static_cast<std::int64_t>(sizeof(float));
  const std::int64_t all = (task.channels + float_lanes - 1) / float_lanes;
  for (std::int64_t done = 0; done < all;) {
    const std::int64_t vectors = std::min<std::int64_t>(task.plan.vectors, all - done);
    const std::int64_t first = done * float_lanes;
    done += vectors;
    const std::int64_t taps = std::max<std::int64_t>(1, budget / (vectors * float_lanes));
    const bool whole = task.rows * task.width <= 2 * task.plan.pixels;
    const std::int64_t run = whole ? task.run : std::min(task.run, taps);
    const std::int64_t at_once = whole ? task.run_count : run < task.run ? 1 : std::max<std::int64_t>(1, taps / run);
    for (std::int64_t i = 0; i < task.run_count; i += at_once) {
      for (std::int64_t k = 0; k < task.run; k += run) {
        const bool ends = i + at_once >= task.run_count && k + run >= task.run;
        RowTask part = task;
        part.x += k;
        const RowBlock block{.runs = task.runs + i,
                             .run_count = std::min(at_once, task.run_count - i),
                             .run = std::min(run, task.run - k),
                             .x_step = task.x_step,
                             .w_step = task.channels,
                             .w_run = task.run * task.channels,
                             .y_step = task.y_step,
                             .bias = task.bias == nullptr ? nullptr : task.bias + first,
                             .resume = i + k > 0,
                             .relu = task.relu && ends,
                             .last = std::min(task.channels - first - (vectors - 1) * float_lanes, float_lanes)};
        run_block(part, block, static_cast<int>(vectors), task.w + (i * task.run + k) * task.channels + first,
                  task.y + first);
      }
    }
  }
}

RowPlan PlanRows(std::int64_t width, std::int64_t channels, std::int64_t depth) {
  const std::int64_t all = (channels + float_lanes - 1) / float_lanes;
  // Two multiply-adds and two loads a cycle, four cycles until a sum can be added to again.
  const auto row = [&](std::int64_t vectors, std::int64_t most) {
    const std::int64_t tiles = (width + most - 1) / most;
    const auto cycles = [&](std::int64_t pixels) {
      const auto sums = static_cast<double>(vectors * pixels), loads = static_cast<double>(vectors + pixels);
      return static_cast<double>(depth) * std::max({sums / 2, loads / 2 + 0.1 * sums, 4.0}) + 20 + sums;
    };
    const std::int64_t wide = width % tiles;
    return static_cast<double>(wide) * cycles(width / tiles + 1) +
           static_cast<double>(tiles - wide) * cycles(width / tiles);
  };
  RowPlan best;
  for (int vectors = 1; vectors <= std::min<std::int64_t>(4, all); ++vectors) {
    const std::int64_t rest = all % vectors;
    double cycles = static_cast<double>(all / vectors) * row(vectors, most_pixels[vectors - 1]);
    if (rest > 0) cycles += row(rest, most_pixels[rest - 1]);
    if (vectors == 1 || cycles < best.cycles) best = {vectors, most_pixels[vectors - 1], cycles};
  }
  best.pixels = static_cast<int>(std::min<std::int64_t>(best.pixels, width));
  return best;
}

std::int64_t Lanes() { return float_lanes; }

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(RunRows);
HWY_EXPORT(PlanRows);
HWY_EXPORT(Lanes);

namespace native {
void run_rows(const RowTask& task) noexcept { HWY_DYNAMIC_DISPATCH(RunRows)(task); }
RowPlan plan_rows(std::int64_t width, std::int64_t channels, std::int64_t depth) {
  return HWY_DYNAMIC_DISPATCH(PlanRows)(width, channels, depth);
}
std::int64_t vector_lanes() { return HWY_DYNAMIC_DISPATCH(Lanes)(); }
}  // namespace native
}  // namespace fovea
#endif
