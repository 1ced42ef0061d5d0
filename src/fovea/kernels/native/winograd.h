#pragma once
#include <cstddef>
#include <cstdint>

#include "fovea/kernels/native/window.h"

/// Winograd's F(2x2, 3x3) (Lavin and Gray, arXiv 1509.09308): four outputs of a 3x3 convolution with stride 1 from a tile of
/// 4x4 inputs, by 16 multiplications a pair of channels where the plain sum takes 36. Inputs and weights are transformed,
/// multiplied as 16 matrices, and transformed back. Rounding differs from the plain sum by a few units.
namespace fovea::native {

inline constexpr std::int64_t winograd_points = 16;
/// What the transformed tiles of one strip of an image may fill of the second-level cache.
inline constexpr std::size_t winograd_bytes = 384 * 1024;

/// Whether a window is of the kind, and its channels enough to pay.
bool winograd_can(const PlaneWindow& window, std::int64_t out_channels);

/// Rows or columns that whole tiles cover.
inline std::int64_t winograd_even(std::int64_t length) { return (length + 1) / 2 * 2; }

/// A grid of tiles: each yields 2x2 outputs and begins two pixels behind its neighbour.
struct WinogradTiles {
  std::int64_t rows = 1, columns = 1;
  std::int64_t count() const { return rows * columns; }
};

/// Floats from one point of transformed weights to the next: not a power of two, or the points would share a few cache sets.
inline std::int64_t winograd_pitch(std::int64_t in, std::int64_t out) { return in * out + 16; }

inline std::size_t winograd_weight_bytes(std::int64_t in, std::int64_t out) {
  return static_cast<std::size_t>(winograd_points * winograd_pitch(in, out)) * sizeof(float);
}

/// Weights (3, 3, in, out) as (point, in, out).
void winograd_weights(const float* weights, std::int64_t in, std::int64_t out, float* transformed) noexcept;
/// Pixels, channels-last, rows `x_row` floats apart, as (point, tile, channel).
void winograd_input(const float* x, std::int64_t x_row, WinogradTiles tiles, std::int64_t channels,
                    float* transformed) noexcept;

/// The gradient of `height` rows of `width` outputs without gaps, as (point, tile, channel); what tiles have beyond is zero.
void winograd_gradient(const float* dy, std::int64_t height, std::int64_t width, WinogradTiles tiles,
                       std::int64_t channels, float* transformed) noexcept;
/// Adds gradients of transformed weights (point, in, out) to those of the weights (3, 3, in, out).
void winograd_add_weights(const float* transformed, std::int64_t in, std::int64_t out, float* weights) noexcept;

/// Products (point, tile, channel) as `height` rows of `width` pixels, rows without gaps; what tiles have beyond is left out.
struct WinogradOutput {
  const float* products = nullptr;
  WinogradTiles tiles;
  const float* bias = nullptr;  ///< null for none
  bool relu = false;
  float* y = nullptr;
  std::int64_t height = 1, width = 1, channels = 1;
};
void winograd_output(const WinogradOutput& output) noexcept;

}  // namespace fovea::native
