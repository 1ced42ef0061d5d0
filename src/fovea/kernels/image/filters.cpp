#include "fovea/kernels/image/filters.h"

#include <algorithm>
#include <cmath>

namespace fovea {

void gauss_weights(float sigma, std::int64_t size, float* weights) {
  float sum = 0;
  for (std::int64_t i = 0; i < size; ++i) {
    const float at = (static_cast<float>(i) - static_cast<float>(size - 1) / 2) / sigma;
    sum += weights[i] = std::exp(-0.5f * at * at);
  }
  for (std::int64_t i = 0; i < size; ++i) weights[i] /= sum;
}

namespace {

/// Each channel with a kernel of weights about each pixel.
void convolve(const float* in, float* out, const PictureShape& shape, const float* kernel, std::int64_t rows,
              std::int64_t columns) {
  std::fill_n(out, shape.elements(), 0.f);
  const std::int64_t line = shape.width * shape.channels;
  for (std::int64_t row = 0; row < rows; ++row)
    for (std::int64_t column = 0; column < columns; ++column) {
      const std::int64_t down = row - rows / 2, right = column - columns / 2;
      const float weight = kernel[row * columns + column];
      const std::int64_t first = std::max<std::int64_t>(-right, 0) * shape.channels,
                         last = line - std::max<std::int64_t>(right, 0) * shape.channels;
      for (std::int64_t y = std::max<std::int64_t>(-down, 0); y < shape.height - std::max<std::int64_t>(down, 0);
           ++y) {
        const float* from = in + (y + down) * line + right * shape.channels;
        float* to = out + y * line;
        for (std::int64_t i = first; i < last; ++i) to[i] += weight * from[i];
      }
    }
}

class Sharpen final : public PictureChange {
 public:
  Sharpen(const Interval& factor, const ValueRange& range)
      : PictureChange({{"factor"}}), factor_(factor), range_(range) {}
  void draw(PictureDraws& draws, const PictureShape&, std::span<float> numbers) const noexcept override {
    numbers[0] = factor_.draw(draws.own);
  }
  void apply(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
             float* /*scratch*/) const noexcept override {
    constexpr float a = 1.f / 13, b = 5.f / 13;
    static constexpr std::array<float, 9> smooth{a, a, a, a, b, a, a, a, a};
    convolve(in, out, shape, smooth.data(), 3, 3);
    const float part = 1 - numbers[0] * 2;
    for (std::int64_t i = 0; i < shape.elements(); ++i) out[i] = range_.clip(in[i] + part * (out[i] - in[i]));
  }

 private:
  Interval factor_;
  ValueRange range_;
};

class Blur final : public PictureChange {
 public:
  Blur(const Interval& probability, std::array<std::int64_t, 2> kernel, const Interval& sigma,
       const ValueRange& range)
      : PictureChange({{"should_apply_blur"}, {"blur_factor", 2}}),
        probability_(probability),
        kernel_(kernel),
        sigma_(sigma),
        range_(range) {}
  void draw(PictureDraws& draws, const PictureShape&, std::span<float> numbers) const noexcept override {
    numbers[0] = probability_.decide(draws.own) ? 1 : 0;
    for (std::size_t axis = 0; axis < 2; ++axis) numbers[1 + axis] = sigma_.draw(draws.batch) + 1e-6f;
  }
  void apply(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
             float* kernel) const noexcept override {
    std::copy_n(in, shape.elements(), out);
    if (numbers[0] != 0) {
      // The outer product of kernel_[1] weights down and kernel_[0] across is read as kernel_[0] rows, as Keras does.
      const auto [rows, columns] = kernel_;
      float *across = kernel + rows * columns, *down = across + rows;
      gauss_weights(numbers[1], rows, across);
      gauss_weights(numbers[2], columns, down);
      for (std::int64_t i = 0; i < rows * columns; ++i) kernel[i] = down[i / rows] * across[i % rows];
      convolve(in, out, shape, kernel, rows, columns);
    }
    for (std::int64_t i = 0; i < shape.elements(); ++i) out[i] = range_.clip(out[i]);
  }
  std::int64_t scratch_floats(const PictureShape&) const override {
    return kernel_[0] * kernel_[1] + kernel_[0] + kernel_[1];
  }

 private:
  Interval probability_;
  std::array<std::int64_t, 2> kernel_;
  Interval sigma_;
  ValueRange range_;
};

}  // namespace

PictureChangePtr sharpen(const Interval& factor, const ValueRange& range) {
  return std::make_shared<Sharpen>(factor, range);
}
PictureChangePtr blur(const Interval& probability, std::array<std::int64_t, 2> kernel, const Interval& sigma,
                      const ValueRange& range) {
  return std::make_shared<Blur>(probability, kernel, sigma, range);
}

}  // namespace fovea
