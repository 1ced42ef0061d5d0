#include "fovea/kernels/image/size_changes.h"

#include <algorithm>

#include "fovea/kernels/image/resize.h"

namespace fovea {
namespace {

/// Lines of `from` elements of `inner` numbers each, made lines of `to`.
void resize_lines(const float* in, std::int64_t lines, std::int64_t from, std::int64_t inner, std::int64_t to,
                  bool bilinear, float* out) {
  for (std::int64_t line = 0; line < lines; ++line, in += from * inner)
    for (std::int64_t i = 0; i < to; ++i, out += inner) {
      if (!bilinear) {
        const float at = (static_cast<float>(i) + 0.5f) * (static_cast<float>(from) / static_cast<float>(to));
        std::copy_n(in + std::min(static_cast<std::int64_t>(at), from - 1) * inner, inner, out);
        continue;
      }
      const Tap tap = bilinear_tap(i, from, to);
      const float *first = in + tap.first * inner, *second = in + tap.second * inner;
      for (std::int64_t k = 0; k < inner; ++k) out[k] = interpolate(first[k], second[k], tap.weight);
    }
}

class Crop final : public PictureChange {
 public:
  Crop(std::int64_t height, std::int64_t width)
      : PictureChange({{"h_start"}, {"w_start"}}), height_(height), width_(width) {}

  PictureShape output(const PictureShape& shape) const override { return {height_, width_, shape.channels}; }
  void draw(PictureDraws& draws, const PictureShape& shape, std::span<float> numbers) const noexcept override {
    const bool larger = shape.height > height_ && shape.width > width_;
    const auto any = [&](std::int64_t all, std::int64_t part) {
      return static_cast<float>(draws.batch.below(static_cast<std::uint64_t>(all - part + 1)));
    };
    const auto middle = [](std::int64_t all, std::int64_t other, std::int64_t part, std::int64_t other_part) {
      const auto fitting =
          static_cast<std::int64_t>(static_cast<double>(other * part) / static_cast<double>(other_part));
      return static_cast<float>((all - std::clamp<std::int64_t>(fitting, 1, all)) / 2);
    };
    numbers[0] = larger ? any(shape.height, height_) : middle(shape.height, shape.width, height_, width_);
    numbers[1] = larger ? any(shape.width, width_) : middle(shape.width, shape.height, width_, height_);
  }

  void apply(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
             float* scratch) const noexcept override {
    const auto begin = [](float at, std::int64_t length) {
      return static_cast<std::int64_t>(std::clamp(at, 0.f, static_cast<float>(length - 1)));
    };
    const std::int64_t top = begin(numbers[0], shape.height), left = begin(numbers[1], shape.width);
    const std::int64_t rows = std::min(height_, shape.height - top), columns = std::min(width_, shape.width - left);
    const std::int64_t line = width_ * shape.channels;
    for (std::int64_t y = 0; y < rows; ++y)
      resize_lines(in + ((top + y) * shape.width + left) * shape.channels, 1, columns, shape.channels, width_, true,
                   scratch + y * line);
    resize_lines(scratch, 1, rows, line, height_, true, out);
  }
  std::int64_t scratch_floats(const PictureShape& shape) const override {
    return std::min(height_, shape.height) * width_ * shape.channels;
  }

 private:
  std::int64_t height_, width_;
};

/// The same by a table of weights.
void resize_lines(const float* in, std::int64_t lines, std::int64_t from, std::int64_t inner, const Sampling& table,
                  float* out) {
  for (std::int64_t line = 0; line < lines; ++line, in += from * inner)
    for (std::int64_t i = 0; i < table.outputs(); ++i, out += inner) {
      std::fill_n(out, inner, 0.f);
      for (std::int64_t k = 0; k < table.taps; ++k) {
        const auto weight = static_cast<float>(table.weights[static_cast<std::size_t>(i * table.taps + k)]);
        const float* pixel = in + (table.first[static_cast<std::size_t>(i)] + k) * inner;
        for (std::int64_t j = 0; j < inner; ++j) out[j] += weight * pixel[j];
      }
    }
}

class ResizeAndBack final : public PictureChange {
 public:
  ResizeAndBack(PictureAxis axis, const Interval& factor, TfResize method)
      : PictureChange({{axis == PictureAxis::height ? "height_factor" : "width_factor"}}),
        axis_(axis),
        factor_(factor),
        method_(method) {}

  void draw(PictureDraws& draws, const PictureShape&, std::span<float> numbers) const noexcept override {
    numbers[0] = factor_.draw(draws.batch);
  }
  void apply(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
             float* scratch) const noexcept override {
    const bool rows = axis_ == PictureAxis::height;
    const std::int64_t length = rows ? shape.height : shape.width, lines = rows ? 1 : shape.height;
    const std::int64_t inner = rows ? shape.width * shape.channels : shape.channels;
    const float factor = std::clamp(numbers[0], 0.f, static_cast<float>(factor_.high));
    const std::int64_t resized = std::max<std::int64_t>(1, resized_length(length, factor));
    if (method_ == TfResize::bilinear || method_ == TfResize::nearest) {
      resize_lines(in, lines, length, inner, resized, method_ == TfResize::bilinear, scratch);
      resize_lines(scratch, lines, resized, inner, length, method_ == TfResize::bilinear, out);
      return;
    }
    // The one change that allocates: small tables, in old files alone.
    float* other = scratch + room(shape);
    resize_lines(in, lines, length, inner, tf_sampling(method_, length, resized), scratch);
    smooth(scratch, shape, resized, other);
    resize_lines(other, lines, resized, inner, tf_sampling(method_, resized, length), scratch);
    smooth(scratch, shape, length, out);
  }
  std::int64_t scratch_floats(const PictureShape& shape) const override { return 2 * room(shape); }

 private:
  static std::int64_t resized_length(std::int64_t length, float factor) {
    return static_cast<std::int64_t>(factor * static_cast<float>(length));
  }
  std::int64_t most(std::int64_t length) const {
    return std::max<std::int64_t>(1, resized_length(length, static_cast<float>(factor_.high)));
  }

  /// Of the longest that the axis becomes.
  std::int64_t room(const PictureShape& shape) const {
    const std::int64_t length = axis_ == PictureAxis::height ? shape.height : shape.width;
    return std::max(length, most(length)) * (shape.elements() / length);
  }
  /// What the method does along the other axis, whose length stays: gaussian and mitchellcubic smooth it.
  void smooth(const float* in, const PictureShape& shape, std::int64_t now, float* out) const {
    const bool rows = axis_ == PictureAxis::height;
    const std::int64_t length = rows ? shape.width : shape.height, lines = rows ? now : 1;
    resize_lines(in, lines, length, rows ? shape.channels : now * shape.channels,
                 tf_sampling(method_, length, length), out);
  }

  PictureAxis axis_;
  Interval factor_;
  TfResize method_;
};

}  // namespace

PictureChangePtr crop(std::int64_t height, std::int64_t width) { return std::make_shared<Crop>(height, width); }
PictureChangePtr resize_and_back(PictureAxis axis, const Interval& factor, TfResize method) {
  return std::make_shared<ResizeAndBack>(axis, factor, method);
}

}  // namespace fovea
