#include <algorithm>
#include <array>
#include <utility>

#include "fovea/kernels/native/planes.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/plane_weights.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

using native::PlaneWeightTask;

/// A tile of taps x channels: each pair has a vector of sums, a register each. Many taps and few channels: a 3x3
/// kernel's nine taps of one plane read three rows of it, two of which the row before has brought into the
/// first-level cache.
inline constexpr int registers = HWY_TARGET <= HWY_AVX3 ? 32 : 16;
inline constexpr int most_channels = registers == 32 ? 3 : 2;
constexpr int most_taps(int channels) { return std::min((registers - 1 - channels) / channels, 10); }

using Tile = void (*)(const PlaneWeightTask& task, std::int64_t first_tap, std::int64_t first_channel);

template <int channels, int taps>
void weight_tile(const PlaneWeightTask& task, std::int64_t first_tap, std::int64_t first_channel) {
  const Floats d;
  const float* x[taps];
  const float* dy[channels];
  float* sums[taps];
  FloatVector sum[taps][channels];
#pragma GCC unroll 10
  for (int c = 0; c < channels; ++c) dy[c] = task.dy + (first_channel + c) * task.dy_layout.plane;
#pragma GCC unroll 10
  for (int t = 0; t < taps; ++t) {
    x[t] = task.x + task.taps[first_tap + t];
    sums[t] = task.sums + ((first_tap + t) * task.dy_layout.channels + first_channel) * float_lanes;
#pragma GCC unroll 10
    for (int c = 0; c < channels; ++c) sum[t][c] = hn::Zero(d);
  }
  for (std::int64_t row = 0; row < task.rows; ++row) {
    // Behind the last pixel dy is zero.
    for (std::int64_t i = 0; i < task.width; i += float_lanes) {
      FloatVector gradient[channels];
#pragma GCC unroll 10
      for (int c = 0; c < channels; ++c) gradient[c] = hn::LoadU(d, dy[c] + i);
#pragma GCC unroll 10
      for (int t = 0; t < taps; ++t) {
        const FloatVector value = hn::LoadU(d, x[t] + i);
#pragma GCC unroll 10
        for (int c = 0; c < channels; ++c) sum[t][c] = hn::MulAdd(value, gradient[c], sum[t][c]);
      }
    }
#pragma GCC unroll 10
    for (int t = 0; t < taps; ++t) x[t] += task.x_pitch;
#pragma GCC unroll 10
    for (int c = 0; c < channels; ++c) dy[c] += task.dy_layout.pitch;
  }
#pragma GCC unroll 10
  for (int t = 0; t < taps; ++t) {
#pragma GCC unroll 10
    for (int c = 0; c < channels; ++c) {
      float* to = sums[t] + c * float_lanes;
      hn::StoreU(hn::Add(hn::LoadU(d, to), sum[t][c]), d, to);
    }
  }
}

template <int channels, int... taps>
constexpr auto tiles_of(std::integer_sequence<int, taps...>) {
  std::array<Tile, 10> tiles{};
  ((tiles[taps] = weight_tile<channels, taps + 1>), ...);
  return tiles;
}
template <int... channels>
constexpr auto all_tiles(std::integer_sequence<int, channels...>) {
  return std::array{tiles_of<channels + 1>(std::make_integer_sequence<int, most_taps(channels + 1)>())...};
}
inline constexpr auto weight_tiles = all_tiles(std::make_integer_sequence<int, most_channels>());

void AddPlaneWeightSums(const PlaneWeightTask& task) {
  const std::int64_t all = task.dy_layout.channels, blocks = (all + most_channels - 1) / most_channels;
  for (std::int64_t b = 0, first = 0; b < blocks; ++b) {
    const std::int64_t channels = all / blocks + (b < all % blocks ? 1 : 0),
                       most = most_taps(static_cast<int>(channels));
    const std::int64_t tiles = (task.tap_count + most - 1) / most;
    for (std::int64_t i = 0, tap = 0; i < tiles; ++i) {
      const std::int64_t taps = task.tap_count / tiles + (i < task.tap_count % tiles ? 1 : 0);
      weight_tiles[static_cast<std::size_t>(channels - 1)][static_cast<std::size_t>(taps - 1)](task, tap, first);
      tap += taps;
    }
    first += channels;
  }
}

double PlaneWeightCycles(const PlaneWeightTask& task) {
  const std::int64_t all = task.dy_layout.channels, blocks = (all + most_channels - 1) / most_channels;
  const std::int64_t most = most_taps(static_cast<int>((all + blocks - 1) / blocks)),
                     tiles = (task.tap_count + most - 1) / most;
  const auto channels = static_cast<double>(all) / static_cast<double>(blocks);
  const double taps = static_cast<double>(task.tap_count) / static_cast<double>(tiles);
  const auto vectors = static_cast<double>((task.width + float_lanes - 1) / float_lanes);
  const double one = std::max({channels * taps / 2, (channels + 1.8 * taps) / 2, 4.0}) * 1.08;
  return static_cast<double>(blocks * tiles) *
         (static_cast<double>(task.rows) * (vectors * one + 6) + 3 * channels * taps + 20);
}

void AddLanes(const float* sums, const std::vector<std::int64_t>& numbers, std::int64_t channels, float* dw) {
  const Floats d;
  for (const std::int64_t number : numbers)
    for (std::int64_t o = 0; o < channels; ++o, sums += float_lanes)
      dw[number * channels + o] += hn::GetLane(hn::SumOfLanes(d, hn::LoadU(d, sums)));
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(AddPlaneWeightSums);
HWY_EXPORT(PlaneWeightCycles);
HWY_EXPORT(AddLanes);

namespace native {
void add_plane_weight_sums(const PlaneWeightTask& task) noexcept { HWY_DYNAMIC_DISPATCH(AddPlaneWeightSums)(task); }
double plane_weight_cycles(const PlaneWeightTask& task) { return HWY_DYNAMIC_DISPATCH(PlaneWeightCycles)(task); }
void add_lanes(const float* sums, const std::vector<std::int64_t>& numbers, std::int64_t channels,
               float* dw) noexcept {
  HWY_DYNAMIC_DISPATCH(AddLanes)(sums, numbers, channels, dw);
}
}  // namespace native
}  // namespace fovea
#endif
