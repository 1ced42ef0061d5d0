#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

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

/// The weights of the order + 1 pixels that a spline of this order takes at a place: from pixel first_tap() on.
/// Input    weights: order + 1 numbers, written; they add up to 1
void spline_weights(double place, int order, double* weights);

/// The first pixel that they belong to.
std::int64_t first_tap(double place, int order);

/// What a line must be filtered with so that the spline goes through its values: the coefficients that take their place.
/// Input    order 2 to 5; the mode decides how the line goes on: grid_wrap periodic, reflect and nearest mirrored at the
///          edge, constant and wrap at the centre of the last pixel
void spline_filter(std::span<double> line, int order, SplineEdge mode);

/// An affine map of a picture (rows, columns, channels), each channel on its own, in the arithmetic of
/// scipy.ndimage.affine_transform with its prefilter: float64 inside, output of the input's size.
/// Source   scipy.ndimage.affine_transform, 1.17
void affine_spline(const float* input, std::int64_t rows, std::int64_t columns, std::int64_t channels,
                   const PixelMap& map, const SplineSampling& sampling, float* output);

}  // namespace fovea
