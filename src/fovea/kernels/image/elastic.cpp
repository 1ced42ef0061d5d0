#include "fovea/kernels/image/elastic.h"

#include <algorithm>
#include <cmath>

#include "fovea/kernels/image/filters.h"

namespace fovea {
namespace {

/// An index along an axis, or -1 where the value stands beyond the edge.
std::int64_t index_of(std::int64_t at, std::int64_t length, FillMode mode) {
  switch (mode) {
    case FillMode::constant:
      return at >= 0 && at < length ? at : -1;
    case FillMode::nearest:
      return std::clamp<std::int64_t>(at, 0, length - 1);
    case FillMode::wrap:
      return (at % length + length) % length;
    case FillMode::reflect: {
      const std::int64_t rest = std::abs(at) % (2 * length);
      return rest < length ? rest : 2 * length - rest - 1;
    }
  }
  return -1;
}

class Bend final : public PictureChange {
 public:
  Bend(const Interval& probability, const Interval& scale, const WarpStyle& style, const ValueRange& range)
      : PictureChange({{"apply_transform"}, {"distortion_factor"}, {"field", 1, Per::pixel}}),
        probability_(probability),
        scale_(scale),
        style_(style),
        range_(range) {}

  void draw(PictureDraws& draws, const PictureShape&, std::span<float> numbers) const noexcept override {
    numbers[0] = probability_.decide(draws.own) ? 1 : 0;
    numbers[1] = scale_.draw(draws.batch);
    for (float& number : numbers.subspan(2)) number = static_cast<float>(draws.own.normal());
  }

  void apply(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
             float* scratch) const noexcept override {
    std::copy_n(in, shape.elements(), out);
    if (scale_.high == 0 || probability_.high == 0) return;
    if (numbers[0] != 0 && numbers[1] > 0) bend_all(in, out, shape, numbers, scratch);
    for (std::int64_t i = 0; i < shape.elements(); ++i) out[i] = range_.clip(out[i]);
  }

  std::int64_t scratch_floats(const PictureShape& shape) const override {
    // An imposed factor may be larger than any that is drawn.
    return 2 * shape.pixels() + kernel_size(sigma_of(shape, 1));
  }

 private:
  static float sigma_of(const PictureShape& shape, float factor) {
    return static_cast<float>(std::min(shape.height, shape.width)) * (0.05f * factor);
  }
  static std::int64_t kernel_size(float sigma) { return 6 * static_cast<std::int64_t>(sigma) | 1; }

  void bend_all(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
                float* scratch) const {
    const float factor = std::min(numbers[1], 1.f);
    const float sigma = sigma_of(shape, factor);
    const float alpha = static_cast<float>(std::max(shape.height, shape.width)) * (0.1f * factor);
    float *moves = scratch, *half = moves + shape.pixels(), *weights = half + shape.pixels();
    for (std::int64_t i = 0; i < shape.pixels(); ++i) moves[i] = numbers[static_cast<std::size_t>(2 + i)] * sigma;
    const std::int64_t size = kernel_size(sigma);
    gauss_weights(sigma, size, weights);
    smooth_rows(moves, half, shape.height, shape.width, weights, size);
    smooth_rows(half, moves, shape.width, shape.height, weights, size);
    for (std::int64_t y = 0; y < shape.height; ++y)
      for (std::int64_t x = 0; x < shape.width; ++x, out += shape.channels) {
        // Given numbers may be of any size.
        const float move = std::fmin(std::fmax(alpha * moves[y * shape.width + x], -1e6f), 1e6f);
        sample(in, shape, static_cast<float>(x) + move, static_cast<float>(y) + move, out);
      }
  }

  /// Smooths along rows and exchanges rows and columns, so that two calls smooth along both.
  static void smooth_rows(const float* in, float* out, std::int64_t rows, std::int64_t columns, const float* weights,
                          std::int64_t size) {
    for (std::int64_t y = 0; y < rows; ++y, in += columns)
      for (std::int64_t x = 0; x < columns; ++x) {
        const std::int64_t first = std::max<std::int64_t>(0, size / 2 - x),
                           last = std::min(size, columns - x + size / 2);
        float sum = 0;
        for (std::int64_t i = first; i < last; ++i) sum += weights[i] * in[x + i - size / 2];
        out[x * rows + y] = sum;
      }
  }

  void sample(const float* in, const PictureShape& shape, float x, float y, float* out) const {
    const auto read = [&](std::int64_t column, std::int64_t row, std::int64_t c) {
      column = index_of(column, shape.width, style_.mode);
      row = index_of(row, shape.height, style_.mode);
      return column < 0 || row < 0 ? style_.value : in[(row * shape.width + column) * shape.channels + c];
    };
    if (!style_.bilinear) {
      const auto column = static_cast<std::int64_t>(std::nearbyint(x)),
                 row = static_cast<std::int64_t>(std::nearbyint(y));
      for (std::int64_t c = 0; c < shape.channels; ++c) out[c] = read(column, row, c);
      return;
    }
    const float left = std::floor(x), top = std::floor(y), right = x - left, below = y - top;
    const auto column = static_cast<std::int64_t>(left), row = static_cast<std::int64_t>(top);
    for (std::int64_t c = 0; c < shape.channels; ++c)
      out[c] = (1 - below) * (1 - right) * read(column, row, c) + (1 - below) * right * read(column + 1, row, c) +
               below * (1 - right) * read(column, row + 1, c) + below * right * read(column + 1, row + 1, c);
  }

  Interval probability_, scale_;
  WarpStyle style_;
  ValueRange range_;
};

}  // namespace

PictureChangePtr bend(const Interval& probability, const Interval& scale, const WarpStyle& style,
                      const ValueRange& range) {
  return std::make_shared<Bend>(probability, scale, style, range);
}

}  // namespace fovea
