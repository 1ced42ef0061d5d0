#pragma once
#include <cstdint>
#include <vector>

#include "fovea/kernels/native/window.h"

/// Convolutions of few channels: rows are taken apart into one plane a channel, so that vectors fill with
/// neighbouring pixels where ten channels would fill two thirds of one.
namespace fovea::native {

/// Where the planes of a strip of rows lie: channel after channel, rows `pitch` floats apart.
struct PlaneLayout {
  PlaneLayout() = default;
  /// For the input of a window that yields `rows` rows of `columns` pixels, borders included. Vectors may read and
  /// write behind a row: into the next one, or into the gap between planes.
  PlaneLayout(const PlaneWindow& window, std::int64_t columns, std::int64_t rows);

  std::int64_t channels = 1, pitch = 1, plane = 1;  ///< floats from row to row, from channel to channel
  /// Floats.
  std::int64_t size() const { return channels * plane; }
};

/// Offsets of every tap (kernel row, kernel column, channel) from the first, in the order of weights.
std::vector<std::int64_t> plane_taps(const PlaneWindow& window, const PlaneLayout& layout);
/// Numbers of the taps, those of one channel together.
std::vector<std::int64_t> taps_by_channel(const PlaneWindow& window);

/// Copies `count` rows of pixels, channels-last, into planes from column `left` on. Behind a row's last pixel zeros
/// follow, up to a vector. Rows that lie outside the image (row < 0, row >= height) become zeros.
struct PlaneRows {
  const float* image = nullptr;
  std::int64_t height = 1, width = 1;
  std::int64_t first = 0, count = 1;  ///< rows of the image
  std::int64_t left = 0;
};
void to_planes(const PlaneRows& rows, const PlaneLayout& layout, float* planes) noexcept;

/// y[row][pixel][o] = relu?(bias[o] + sum over taps t of planes[row * pitch + pixel + taps[t]] * w[t * channels + o])
struct PlaneTask {
  const float* planes = nullptr;
  PlaneLayout layout;
  const std::int64_t* taps = nullptr;
  std::int64_t tap_count = 1;
  const float* w = nullptr;
  const float* bias = nullptr;  ///< null for none
  float* y = nullptr;           ///< rows of pixels without gaps
  std::int64_t rows = 1, width = 1, channels = 1;
  bool relu = false;
};
void run_planes(const PlaneTask& task) noexcept;
/// Cycles that run_planes is expected to take.
double plane_cycles(const PlaneTask& task);

/// sums[(t * channels + o) * vector_lanes() + any lane] += sum over pixels of x[pixel + taps[t]] * dy plane o[pixel].
/// Neighbours among the taps should read the same planes: they are loaded together.
struct PlaneWeightTask {
  const float* x = nullptr;
  std::int64_t x_pitch = 1;
  const float* dy = nullptr;
  PlaneLayout dy_layout;
  const std::int64_t* taps = nullptr;
  std::int64_t tap_count = 1;
  std::int64_t rows = 1, width = 1;
  float* sums = nullptr;
};
void add_plane_weight_sums(const PlaneWeightTask& task) noexcept;
double plane_weight_cycles(const PlaneWeightTask& task);

/// dw[numbers[t] * channels + o] += the lanes of sums (t, o).
void add_lanes(const float* sums, const std::vector<std::int64_t>& numbers, std::int64_t channels,
               float* dw) noexcept;

}  // namespace fovea::native
