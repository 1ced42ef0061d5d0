#include "fovea/kernels/native/planes.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/planes.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/transpose-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

using native::PlaneLayout;
using native::PlaneRows;
using native::PlaneTask;

/// A vector of pixels of which some, or floats behind them, cannot be read: by way of a copy.
void split_copied(const float* from, std::int64_t pixels, std::int64_t channels, float* to, std::int64_t plane) {
  for (std::int64_t c = 0; c < channels; c += 4) {
    HWY_ALIGN float copy[4 * float_lanes] = {};
    const std::int64_t count = std::min<std::int64_t>(4, channels - c);
    for (std::int64_t p = 0; p < pixels; ++p)
      for (std::int64_t k = 0; k < count; ++k) copy[4 * p + k] = from[p * channels + c + k];
    split_pixels(copy, 4, float_lanes, count, to + c * plane, plane);
  }
}

void ToPlanes(const PlaneRows& rows, const PlaneLayout& layout, float* planes) {
  const std::int64_t channels = layout.channels, width = rows.width;
  const float* end = rows.image + rows.height * width * channels;
  for (std::int64_t i = 0; i < rows.count; ++i) {
    const std::int64_t row = rows.first + i;
    float* to = planes + i * layout.pitch + rows.left;
    const float* from = rows.image + row * width * channels;
    if (row < 0 || row >= rows.height) {
      for (std::int64_t c = 0; c < channels; ++c) {
        std::memset(to + c * layout.plane, 0, static_cast<std::size_t>(width) * sizeof(float));
      }
    } else if (channels == 1) {
      std::memcpy(to, from, static_cast<std::size_t>(width) * sizeof(float));
    } else {
      for (std::int64_t x = 0; x < width; x += float_lanes, from += float_lanes * channels) {
        const std::int64_t pixels = std::min(float_lanes, width - x);
        if (end - from >= float_lanes * channels + 3) {
          split_pixels(from, channels, pixels, channels, to + x, layout.plane);
        } else {
          split_copied(from, pixels, channels, to + x, layout.plane);
        }
      }
    }
  }
}

/// Most channels of a tile, and how many vectors of pixels it may have then, without spilling registers: those of the
/// sums, of the pixels and of one weight.
inline constexpr int registers = HWY_TARGET <= HWY_AVX3 ? 32 : 16;
inline constexpr int most_channels = registers == 32 ? 14 : 13;
constexpr int most_units(int channels) { return std::clamp((registers - 1) / (channels + 1), 1, 8); }

/// `units` vectors of pixels, each anywhere in the planes, times `channels` weights a tap. Sums go to
/// out[unit][channel].
using PlaneTile = void (*)(const PlaneTask& task, const float* const* units, std::int64_t first_channel, float* out);

template <int channels, int units>
void plane_tile(const PlaneTask& task, const float* const* starts, std::int64_t first_channel, float* out) {
  const Floats d;
  FloatVector sum[channels][units];
#pragma GCC unroll 16
  for (int c = 0; c < channels; ++c) {
    const FloatVector start = task.bias == nullptr ? hn::Zero(d) : hn::Set(d, task.bias[first_channel + c]);
#pragma GCC unroll 8
    for (int u = 0; u < units; ++u) sum[c][u] = start;
  }
  const float* from[units];
#pragma GCC unroll 8
  for (int u = 0; u < units; ++u) from[u] = starts[u];
  const float* HWY_RESTRICT w = task.w + first_channel;
  for (std::int64_t t = 0; t < task.tap_count; ++t, w += task.channels) {
    const std::int64_t offset = task.taps[t];
    FloatVector x[units];
#pragma GCC unroll 8
    for (int u = 0; u < units; ++u) x[u] = hn::LoadU(d, from[u] + offset);
#pragma GCC unroll 16
    for (int c = 0; c < channels; ++c) {
      const FloatVector weight = hn::Set(d, w[c]);
#pragma GCC unroll 8
      for (int u = 0; u < units; ++u) sum[c][u] = hn::MulAdd(x[u], weight, sum[c][u]);
    }
  }
#pragma GCC unroll 16
  for (int c = 0; c < channels; ++c) {
#pragma GCC unroll 8
    for (int u = 0; u < units; ++u) {
      // In this order NaN passes.
      const FloatVector value = task.relu ? hn::Max(hn::Zero(d), sum[c][u]) : sum[c][u];
      hn::Store(value, d, out + (u * channels + c) * float_lanes);
    }
  }
}

template <int channels, int... units>
constexpr auto tiles_of(std::integer_sequence<int, units...>) {
  std::array<PlaneTile, 8> tiles{};
  ((tiles[units] = plane_tile<channels, units + 1>), ...);
  return tiles;
}
template <int... channels>
constexpr auto all_tiles(std::integer_sequence<int, channels...>) {
  return std::array{tiles_of<channels + 1>(std::make_integer_sequence<int, most_units(channels + 1)>())...};
}
inline constexpr auto plane_tiles = all_tiles(std::make_integer_sequence<int, most_channels>());

void RunPlanes(const PlaneTask& task) {
  const std::int64_t chunks = (task.width + float_lanes - 1) / float_lanes, all = chunks * task.rows;
  const std::int64_t blocks = (task.channels + most_channels - 1) / most_channels;
  HWY_ALIGN float out[registers * float_lanes];
  for (std::int64_t b = 0, first = 0; b < blocks; ++b) {
    const std::int64_t channels = task.channels / blocks + (b < task.channels % blocks ? 1 : 0);
    const std::int64_t most = most_units(static_cast<int>(channels));
    const std::int64_t tiles = (all + most - 1) / most;
    std::int64_t row = 0, chunk = 0;
    for (std::int64_t i = 0, done = 0; i < tiles; ++i) {
      const std::int64_t units = all / tiles + (i < all % tiles ? 1 : 0);
      const float* from[8];
      float* to[8];
      std::int64_t pixels[8];
      for (std::int64_t u = 0; u < units; ++u) {
        const std::int64_t x = chunk * float_lanes;
        from[u] = task.planes + row * task.layout.pitch + x;
        to[u] = task.y + (row * task.width + x) * task.channels + first;
        pixels[u] = std::min(float_lanes, task.width - x);
        if (++chunk == chunks) chunk = 0, ++row;
      }
      plane_tiles[static_cast<std::size_t>(channels - 1)][static_cast<std::size_t>(units - 1)](task, from, first,
                                                                                               out);
      for (std::int64_t u = 0; u < units; ++u)
        join_pixels<most_channels>(out + u * channels * float_lanes, channels, pixels[u], to[u], task.channels);
      done += units;
    }
    first += channels;
  }
}

double PlaneCycles(const PlaneTask& task) {
  const std::int64_t units = (task.width + float_lanes - 1) / float_lanes * task.rows;
  const auto taps = static_cast<double>(task.tap_count);
  const std::int64_t blocks = (task.channels + most_channels - 1) / most_channels;
  const auto channels = static_cast<double>(task.channels) / static_cast<double>(blocks);
  const auto most = static_cast<double>(most_units(static_cast<int>((task.channels + blocks - 1) / blocks)));
  const double tile = taps * std::max({channels * most / 2, (channels + 1.7 * most) / 2, 4.0}) * 1.06 + 40;
  return static_cast<double>(blocks * units) * (tile / most + 5 * channels);
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(ToPlanes);
HWY_EXPORT(RunPlanes);
HWY_EXPORT(PlaneCycles);

namespace native {
void to_planes(const PlaneRows& rows, const PlaneLayout& layout, float* planes) noexcept {
  HWY_DYNAMIC_DISPATCH(ToPlanes)(rows, layout, planes);
}
void run_planes(const PlaneTask& task) noexcept { HWY_DYNAMIC_DISPATCH(RunPlanes)(task); }
double plane_cycles(const PlaneTask& task) { return HWY_DYNAMIC_DISPATCH(PlaneCycles)(task); }
}  // namespace native
}  // namespace fovea
#endif
