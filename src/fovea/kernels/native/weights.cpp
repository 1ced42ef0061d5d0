#include "fovea/kernels/native/weights.h"

#include <algorithm>
#include <array>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/weights.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

using native::WeightTask;

/// Sums over all pixels for `runs` runs of `taps` taps, starting at task.runs[first_run] + first_tap.
using WeightTile = void (*)(const WeightTask& task, std::int64_t first_run, std::int64_t first_tap,
                            std::int64_t first_channel, std::int64_t last);

/// Most sums of 1..4 vectors that a tile may have without spilling registers.
inline constexpr std::array<int, 4> most_sums =
    HWY_TARGET <= HWY_AVX3 ? std::array<int, 4>{30, 14, 9, 6} : std::array<int, 4>{12, 6, 4, 2};
/// Runs this short are taken several at a time.
inline constexpr int short_run = 9, most_runs = 5, most_run_vectors = 2;

template <int vectors, int runs, int taps, bool masked>
void weight_tile(const WeightTask& task, std::int64_t first_run, std::int64_t first_tap, std::int64_t first_channel,
                 std::int64_t last) {
  const Floats d;
  const auto load = [&](const float* from, int v) HWY_ATTR {
    return masked && v == vectors - 1 ? load_first(d, from + v * float_lanes, last)
                                      : hn::LoadU(d, from + v * float_lanes);
  };
  FloatVector sum[runs * taps][vectors];
#pragma GCC unroll 32
  for (int i = 0; i < runs * taps; ++i)
#pragma GCC unroll 4
    for (int v = 0; v < vectors; ++v) sum[i][v] = hn::Zero(d);
  for (std::int64_t image = 0; image < task.images; ++image) {
    for (std::int64_t row = 0; row < task.rows; ++row) {
      const float* x[runs];
#pragma GCC unroll 8
      for (int r = 0; r < runs; ++r) {
        x[r] = task.x + image * task.x_image + row * task.x_row + task.runs[first_run + r] + first_tap;
      }
      const float* dy = task.dy + image * task.dy_image + row * task.dy_row + first_channel;
      for (std::int64_t pixel = 0; pixel < task.width; ++pixel, dy += task.channels) {
        FloatVector gradient[vectors];
#pragma GCC unroll 4
        for (int v = 0; v < vectors; ++v) gradient[v] = load(dy, v);
#pragma GCC unroll 32
        for (int i = 0; i < runs * taps; ++i) {
          const FloatVector value = hn::Set(d, x[i / taps][i % taps]);
#pragma GCC unroll 4
          for (int v = 0; v < vectors; ++v) sum[i][v] = hn::MulAdd(value, gradient[v], sum[i][v]);
        }
#pragma GCC unroll 8
        for (int r = 0; r < runs; ++r) x[r] += task.x_step;
      }
    }
  }
  float* dw = task.dw + (first_run * task.run + first_tap) * task.channels + first_channel;
#pragma GCC unroll 8
  for (int r = 0; r < runs; ++r) {
#pragma GCC unroll 32
    for (int t = 0; t < taps; ++t) {
#pragma GCC unroll 4
      for (int v = 0; v < vectors; ++v) {
        float* to = dw + (r * task.run + t) * task.channels;
        const FloatVector total = hn::Add(load(to, v), sum[r * taps + t][v]);
        if (masked && v == vectors - 1) {
          store_first(d, total, to + v * float_lanes, last);
        } else {
          hn::StoreU(total, d, to + v * float_lanes);
        }
      }
    }
  }
}

template <int vectors, int runs, int taps, bool masked>
constexpr WeightTile tile_that_fits() {
  if constexpr (runs * taps <= most_sums[vectors - 1]) {
    return weight_tile<vectors, runs, taps, masked>;
  } else {
    return nullptr;
  }
}
template <int vectors, int runs, bool masked, int... taps>
constexpr auto tiles_of(std::integer_sequence<int, taps...>) {
  return std::array<WeightTile, sizeof...(taps)>{tile_that_fits<vectors, runs, taps + 1, masked>()...};
}
template <int vectors, bool masked>
constexpr auto tap_tiles = tiles_of<vectors, 1, masked>(std::make_integer_sequence<int, most_sums[vectors - 1]>());
template <int vectors, bool masked, int... runs>
constexpr auto run_tiles_of(std::integer_sequence<int, runs...>) {
  return std::array{tiles_of<vectors, runs + 2, masked>(std::make_integer_sequence<int, short_run>())...};
}
template <int vectors, bool masked>
constexpr auto run_tiles = run_tiles_of<vectors, masked>(std::make_integer_sequence<int, most_runs - 1>());

template <bool masked>
WeightTile find_tile(int vectors, std::int64_t runs, std::int64_t taps) {
  const auto run = static_cast<std::size_t>(runs - 2), tap = static_cast<std::size_t>(taps - 1);
  switch (vectors) {
    case 1:
      return runs > 1 ? run_tiles<1, masked>[run][tap] : tap_tiles<1, masked>[tap];
    case 2:
      return runs > 1 ? run_tiles<2, masked>[run][tap] : tap_tiles<2, masked>[tap];
    case 3:
      return tap_tiles<3, masked>[tap];
    default:
      return tap_tiles<4, masked>[tap];
  }
}

/// Divides a length into the fewest parts of at most `most`, as equal as can be.
struct Parts {
  Parts(std::int64_t length, std::int64_t most)
      : count((length + most - 1) / most), narrow(length / count), wide(length % count) {}
  std::int64_t size(std::int64_t i) const { return i < wide ? narrow + 1 : narrow; }
  std::int64_t count, narrow, wide;
};

/// Runs taken at once by tiles of `vectors`.
std::int64_t runs_at_once(const WeightTask& task, std::int64_t vectors) {
  if (task.run > short_run || vectors > most_run_vectors) return 1;
  return std::clamp<std::int64_t>(most_sums[static_cast<std::size_t>(vectors - 1)] / task.run, 1,
                                  std::min<std::int64_t>(most_runs, task.run_count));
}

/// Expected for one block of `vectors` channels.
double block_cycles(const WeightTask& task, std::int64_t vectors) {
  const auto pixels = static_cast<double>(task.images * task.rows * task.width);
  const auto tile = [&](std::int64_t taps) {
    const auto sums = static_cast<double>(vectors * taps), loads = static_cast<double>(vectors + taps);
    return pixels * std::max({sums / 2, loads / 2 + 0.1 * sums, 4.0}) + 20 + 3 * sums;
  };
  const Parts runs(task.run_count, runs_at_once(task, vectors));
  const Parts taps(task.run, most_sums[static_cast<std::size_t>(vectors - 1)]);
  double cycles = 0;
  for (std::int64_t r = 0; r < runs.count; ++r)
    for (std::int64_t t = 0; t < taps.count; ++t) cycles += tile(runs.size(r) * taps.size(t));
  return cycles;
}

struct WeightPlan {
  std::int64_t vectors;
  double cycles;
};
WeightPlan plan(const WeightTask& task) {
  const std::int64_t all = (task.channels + float_lanes - 1) / float_lanes;
  WeightPlan best{0, 0};
  for (std::int64_t vectors = 1; vectors <= std::min<std::int64_t>(4, all); ++vectors) {
    const std::int64_t rest = all % vectors;
    const double cycles =
        static_cast<double>(all / vectors) * block_cycles(task, vectors) + (rest > 0 ? block_cycles(task, rest) : 0);
    if (best.vectors == 0 || cycles < best.cycles) best = {vectors, cycles};
  }
  return best;
}

double WeightGradientCycles(const WeightTask& task) { return plan(task).cycles; }

void AddWeightGradient(const WeightTask& task) {
  const std::int64_t all = (task.channels + float_lanes - 1) / float_lanes, most = plan(task).vectors;
  for (std::int64_t done = 0; done < all;) {
    const std::int64_t vectors = std::min(most, all - done), first = done * float_lanes;
    done += vectors;
    const std::int64_t last = std::min(task.channels - first - (vectors - 1) * float_lanes, float_lanes);
    const Parts runs(task.run_count, runs_at_once(task, vectors));
    const Parts taps(task.run, most_sums[static_cast<std::size_t>(vectors - 1)]);
    for (std::int64_t r = 0, run = 0; r < runs.count; run += runs.size(r++)) {
      for (std::int64_t t = 0, tap = 0; t < taps.count; tap += taps.size(t++)) {
        const auto tile = last == float_lanes
                              ? find_tile<false>(static_cast<int>(vectors), runs.size(r), taps.size(t))
                              : find_tile<true>(static_cast<int>(vectors), runs.size(r), taps.size(t));
        tile(task, run, tap, first, last);
      }
    }
  }
}

template <bool masked>
void column_sums(const float* x, std::int64_t rows, std::int64_t channels, float* sums, std::int64_t count) {
  const Floats d;
  const auto load = [&](const float* from)
                        HWY_ATTR { return masked ? load_first(d, from, count) : hn::LoadU(d, from); };
  FloatVector sum[8];
  for (FloatVector& one : sum) one = hn::Zero(d);
  std::int64_t row = 0;
  for (; row + 8 <= rows; row += 8) {
#pragma GCC unroll 8
    for (int i = 0; i < 8; ++i) sum[i] = hn::Add(sum[i], load(x + (row + i) * channels));
  }
  for (; row < rows; ++row) sum[0] = hn::Add(sum[0], load(x + row * channels));
  for (int half = 4; half > 0; half /= 2)
    for (int i = 0; i < half; ++i) sum[i] = hn::Add(sum[i], sum[i + half]);
  const FloatVector total = hn::Add(load(sums), sum[0]);
  if (masked) {
    store_first(d, total, sums, count);
  } else {
    hn::StoreU(total, d, sums);
  }
}

void AddColumnSums(const float* x, std::int64_t rows, std::int64_t channels, float* sums) {
  std::int64_t c = 0;
  for (; c + float_lanes <= channels; c += float_lanes)
    column_sums<false>(x + c, rows, channels, sums + c, float_lanes);
  if (c < channels) column_sums<true>(x + c, rows, channels, sums + c, channels - c);
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(AddWeightGradient);
HWY_EXPORT(WeightGradientCycles);
HWY_EXPORT(AddColumnSums);

namespace native {
void add_weight_gradient(const WeightTask& task) noexcept { HWY_DYNAMIC_DISPATCH(AddWeightGradient)(task); }
double weight_gradient_cycles(const WeightTask& task) { return HWY_DYNAMIC_DISPATCH(WeightGradientCycles)(task); }
void add_column_sums(const float* x, std::int64_t rows, std::int64_t channels, float* sums) noexcept {
  HWY_DYNAMIC_DISPATCH(AddColumnSums)(x, rows, channels, sums);
}
}  // namespace native
}  // namespace fovea
#endif
