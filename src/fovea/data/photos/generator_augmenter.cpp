#include "fovea/data/photos/generator_augmenter.h"

#include <algorithm>

#include "fovea/data/picture_colours.h"
#include "fovea/kernels/image/warp.h"

namespace fovea {
namespace {

/// The edges whose pixels Warp takes as splines do. Beyond the edges of a constant nothing is mixed, so that its pixels
/// are put there afterwards; a picture that is repeated is mixed with itself over the edge, which Warp does not do.
std::optional<FillMode> fill_mode_of(SplineEdge edge) {
  if (edge == SplineEdge::nearest || edge == SplineEdge::constant) return FillMode::nearest;
  if (edge == SplineEdge::reflect) return FillMode::reflect;
  return {};
}

/// Puts the value where a row of the result shows what lies beyond the centres of the outer pixels. What shows the
/// picture is one piece, as the map is affine.
void fill_beyond(const PictureSteps& steps, const PictureShape& shape, std::int64_t y, float* row) {
  const PixelMatrix& m = steps.matrix;
  const auto inside = [&](std::int64_t x) {
    const auto r = static_cast<double>(y), c = static_cast<double>(x);
    const double down = m[2] + r * m[0] + c * m[1], across = m[5] + r * m[3] + c * m[4];
    return down >= 0 && down <= static_cast<double>(shape.height - 1) && across >= 0 &&
           across <= static_cast<double>(shape.width - 1);
  };
  std::int64_t first = 0, end = shape.width;
  while (first < end && !inside(first)) ++first;
  while (end > first && !inside(end - 1)) --end;
  const auto value = static_cast<float>(steps.sampling.cval);
  std::fill_n(row, first * shape.channels, value);
  std::fill_n(row + end * shape.channels, (shape.width - end) * shape.channels, value);
}

template <class T>
void sample(const PictureSteps& steps, const T* pixels, const PictureShape& shape, float* changed) {
  if (steps.matrix == identity_matrix) {
    std::copy_n(pixels, shape.elements(), changed);
    return;
  }
  const PixelMatrix& m = steps.matrix;
  const std::optional<FillMode> mode = fill_mode_of(steps.sampling.edge);
  if (steps.sampling.order != 1 || !mode) {
    thread_local std::vector<float> source;
    source.assign(pixels, pixels + shape.elements());
    affine_spline(source.data(), shape.height, shape.width, shape.channels, {m[0], m[1], m[2], m[3], m[4], m[5]},
                  steps.sampling, changed);
    return;
  }
  Warp warp{.style = {.mode = *mode}, .from = shape, .width = shape.width};
  for (std::size_t i = 0; i < 6; ++i) {
    // From (row, column) to (x, y).
    constexpr std::array<std::size_t, 6> place{4, 3, 5, 1, 0, 2};
    warp.map[i] = static_cast<float>(m[place[i]]);
  }
  const std::int64_t line = shape.width * shape.channels;
  for (std::int64_t y = 0; y < shape.height; ++y, changed += line) {
    warp.row(pixels, y, changed);
    if (steps.sampling.edge == SplineEdge::constant) fill_beyond(steps, shape, y, changed);
  }
}

}  // namespace

void take_steps(const PictureSteps& steps, const std::byte* pixels, DType dtype, const Shape& picture,
                float* changed) {
  const PictureShape shape{picture[0], picture[1], picture[2]};
  if (dtype == DType::u8)
    sample(steps, reinterpret_cast<const std::uint8_t*>(pixels), shape, changed);
  else
    sample(steps, reinterpret_cast<const float*>(pixels), shape, changed);
  const std::span<float> numbers(changed, static_cast<std::size_t>(shape.elements()));
  for (const ColourStep& step : steps.colours)
    if (step.kind == ColourStep::Kind::channel_shift)
      shift_channels(numbers, step.amount);
    else
      brighten(numbers, shape.channels, step.amount);
}

TransformParameters GeneratorAugmenter::draw(const PictureRows& pictures, const PhotoMoment& moment) const {
  Random random(key_of(moment));
  return generator_.get_random_transform(pictures.shape(), random);
}

void GeneratorAugmenter::apply(const std::byte* pixels, float* changed, const PictureRows& pictures,
                               const PhotoMoment& moment) const {
  const Shape shape = pictures.shape();
  take_steps(generator_.steps(draw(pictures, moment), shape), pixels, pictures.dtype(), shape, changed);
}

Json GeneratorAugmenter::drawn(const PictureRows& pictures, const PhotoMoment& moment) const {
  return to_json(draw(pictures, moment));
}

void GeneratorAugmenter::impose(const std::byte* pixels, float* changed, const PictureRows& pictures,
                                const Json& parameters) const {
  TransformParameters given;
  from_json(parameters, given);
  const Shape shape = pictures.shape();
  take_steps(generator_.steps(given, shape), pixels, pictures.dtype(), shape, changed);
}

}  // namespace fovea
