#pragma once
#include "fovea/graph/graph.h"
#include "fovea/kernels/image/sampling.h"

/// What the layers that change the size of pictures share. Pictures are (N, H, W, C).
namespace fovea::picture {

/// Height and width of a picture, or of a part in its middle.
/// Units    px
struct Extent {
  std::int64_t height = 0, width = 0;
};

/// The largest part with the proportions of `target`; Real is the arithmetic in which Keras rounds.
template <class Real>
Extent largest_part(Extent picture, Extent target) {
  const auto scaled = [](std::int64_t a, std::int64_t b, std::int64_t c) {
    return static_cast<std::int64_t>(static_cast<Real>(a * b) / static_cast<Real>(c));
  };
  const auto inside = [](std::int64_t part, std::int64_t whole) {
    return part < 1 ? 1 : part < whole ? part : whole;
  };
  return {inside(scaled(picture.width, target.height, target.width), picture.height),
          inside(scaled(picture.height, target.width, target.height), picture.width)};
}

Extent extent_of(const Graph& g, ValueId x);
/// The middle of a picture; where it cannot lie in the middle, one pixel nearer to the top and left.
ValueId crop_middle(Graph& g, ValueId x, Extent part);
/// Adds the same number of rows above and below and of columns left and right, so that the picture has the proportions
/// of `target` as nearly as that allows.
ValueId pad_to_proportions(Graph& g, ValueId x, Extent target, double value);
ValueId resize(Graph& g, ValueId x, Extent target, Interpolation interpolation, bool antialias);

}  // namespace fovea::picture
