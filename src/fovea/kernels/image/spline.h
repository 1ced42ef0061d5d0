#pragma once
#include <array>
#include <cstdint>
#include <string>

namespace fovea {

/// What stands beyond the edges of a picture, in scipy's meaning of the names.
enum class SplineEdge : std::uint8_t {
  constant,   ///< one value, from the centre of the last pixel on
  nearest,    ///< the last pixel: aaaa abcd dddd
  reflect,    ///< mirrored at the edge of the last pixel: dcba abcd dcba
  wrap,       ///< repeated with a period of n - 1 pixels: bcd abcd bcd
  grid_wrap,  ///< repeated with a period of n pixels: abcd abcd abcd
};

/// "constant", "nearest", "reflect", "wrap": the names that Keras takes. Errors   usage: another name, as `who`
SplineEdge spline_edge_named(const std::string& name, const std::string& who);

/// Where an output pixel is taken from: row = m[0] * r + m[1] * c + m[2], column = m[3] * r + m[4] * c + m[5].
/// Units    pixels, (0, 0) is the centre of the first
using PixelMap = std::array<double, 6>;

/// How a picture is sampled between its pixels. Input    order: of the spline, 0 (nearest) to 5; edge: what is beyond
struct SplineSampling {
  int order = 1;
  SplineEdge edge = SplineEdge::constant;
  double cval = 0;
};

/// An affine map of a picture (rows, columns, channels), each channel on its own, in the arithmetic of
/// scipy.ndimage.affine_transform with its prefilter: float64 inside, output of the input's size.
/// Input    at least one pixel
/// Source   scipy.ndimage.affine_transform, 1.17
void affine_spline(const float* input, std::int64_t rows, std::int64_t columns, std::int64_t channels,
                   const PixelMap& map, const SplineSampling& sampling, float* output);

}  // namespace fovea
