#include "fovea/kernels/image/colour_changes.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace fovea {
namespace {

float grey(const float* pixel) { return 0.2989f * pixel[0] + 0.587f * pixel[1] + 0.114f * pixel[2]; }

std::string_view lacks_three(const PictureShape& shape) { return shape.channels == 3 ? "" : "three channels"; }
std::string_view lacks_one_or_three(const PictureShape& shape) {
  return shape.channels == 1 || shape.channels == 3 ? "" : "one channel or three";
}

class Brighten final : public PixelChange {
 public:
  Brighten(const Interval& part, const ValueRange& range)
      : PixelChange({{"rgb_delta"}}), part_(part), range_(range) {}
  void draw(PictureDraws& draws, const PictureShape&, std::span<float> numbers) const noexcept override {
    numbers[0] = part_.draw(draws.own) * (range_.high - range_.low);
  }
  void change(float* pixels, std::int64_t count, std::int64_t channels,
              std::span<const float> numbers) const noexcept override {
    const float delta = numbers[0];
    for (std::int64_t i = 0; i < count * channels; ++i) pixels[i] = range_.clip(pixels[i] + delta);
  }

 private:
  Interval part_;
  ValueRange range_;
};

class Contrast final : public PictureChange {
 public:
  Contrast(const Interval& factor, const ValueRange& range)
      : PictureChange({{"contrast_factor"}}), factor_(factor), range_(range) {}
  void draw(PictureDraws& draws, const PictureShape&, std::span<float> numbers) const noexcept override {
    numbers[0] = factor_.draw(draws.own);
  }
  void apply(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
             float* /*scratch*/) const noexcept override {
    for (std::int64_t c = 0; c < shape.channels; ++c) {
      double sum = 0;
      for (std::int64_t i = c; i < shape.elements(); i += shape.channels) sum += in[i];
      const auto mean = static_cast<float>(sum / static_cast<double>(shape.pixels()));
      for (std::int64_t i = c; i < shape.elements(); i += shape.channels)
        out[i] = range_.clip((in[i] - mean) * numbers[0] + mean);
    }
  }

 private:
  Interval factor_;
  ValueRange range_;
};

/// Hue, saturation and value; the value is in the range of the pixels, the others in 0..1.
/// Source   tensorflow/core/kernels/image/colorspace_op.h, 2.21
std::array<float, 3> hsv_of(const float* rgb) {
  const float r = rgb[0], g = rgb[1], b = rgb[2];
  const float value = std::max({r, g, b}), range = value - std::min({r, g, b});
  if (!(range > 0)) return {0, value > 0 ? range / value : 0, value};
  const float norm = 1 / range * (1.f / 6);
  const float hue = r == value ? norm * (g - b) : g == value ? norm * (b - r) + 2.f / 6 : norm * (r - g) + 4.f / 6;
  return {hue < 0 ? hue + 1 : hue, value > 0 ? range / value : 0, value};
}

void store_rgb(float hue, float saturation, float value, float* rgb) {
  const auto inside = [](float v) { return std::min(std::max(v, 0.f), 1.f); };
  const float h = hue * 6, rest = 1 - saturation;
  rgb[0] = (rest + saturation * inside(std::abs(h - 3) - 1)) * value;
  rgb[1] = (rest + saturation * inside(2 - std::abs(h - 2))) * value;
  rgb[2] = (rest + saturation * inside(2 - std::abs(h - 4))) * value;
}

class Saturate final : public PixelChange {
 public:
  Saturate(const Interval& factor, const ValueRange& range)
      : PixelChange({{"factor"}}), factor_(factor), range_(range) {}
  std::string_view lacks(const PictureShape& shape) const override { return lacks_three(shape); }
  void draw(PictureDraws& draws, const PictureShape&, std::span<float> numbers) const noexcept override {
    const float f = factor_.draw(draws.own);
    numbers[0] = f / (1 - f + 1e-7f);
  }
  void change(float* pixels, std::int64_t count, std::int64_t /*channels*/,
              std::span<const float> numbers) const noexcept override {
    for (float* pixel = pixels; pixel < pixels + 3 * count; pixel += 3) {
      const auto [h, s, v] = hsv_of(pixel);
      store_rgb(h, range_.clip(s * numbers[0]), v, pixel);
    }
  }

 private:
  Interval factor_;
  ValueRange range_;
};

class TurnHue final : public PixelChange {
 public:
  TurnHue(const Interval& factor, const ValueRange& range)
      : PixelChange({{"factor"}}), factor_(factor), range_(range) {}
  std::string_view lacks(const PictureShape& shape) const override { return lacks_three(shape); }
  void draw(PictureDraws& draws, const PictureShape&, std::span<float> numbers) const noexcept override {
    const float sign = draws.own.uniform() > 0.5 ? -1.f : 1.f;
    numbers[0] = sign * factor_.draw(draws.own) * 0.5f;
  }
  void change(float* pixels, std::int64_t count, std::int64_t /*channels*/,
              std::span<const float> numbers) const noexcept override {
    constexpr ValueRange unit{0, 1};
    for (float* pixel = pixels; pixel < pixels + 3 * count; pixel += 3) {
      for (int c = 0; c < 3; ++c) pixel[c] = range_.convert(pixel[c], unit);
      auto [h, s, v] = hsv_of(pixel);
      h += numbers[0];
      if (h > 1) h -= 1;
      if (h < 0) h += 1;
      store_rgb(h, s, v, pixel);
      for (int c = 0; c < 3; ++c) pixel[c] = unit.convert(unit.clip(pixel[c]), range_);
    }
  }

 private:
  Interval factor_;
  ValueRange range_;
};

class Degenerate final : public PixelChange {
 public:
  Degenerate(const Interval& factor, const ValueRange& range)
      : PixelChange({{"factor"}}), factor_(factor), range_(range) {}
  std::string_view lacks(const PictureShape& shape) const override { return lacks_one_or_three(shape); }
  void draw(PictureDraws& draws, const PictureShape&, std::span<float> numbers) const noexcept override {
    numbers[0] = factor_.draw(draws.own);
  }
  void change(float* pixels, std::int64_t count, std::int64_t channels,
              std::span<const float> numbers) const noexcept override {
    for (float* pixel = pixels; pixel < pixels + channels * count; pixel += channels) {
      const float middle = channels == 1 ? pixel[0] : grey(pixel);
      for (std::int64_t c = 0; c < channels; ++c) pixel[c] = range_.clip(pixel[c] + numbers[0] * (middle - pixel[c]));
    }
  }

 private:
  Interval factor_;
  ValueRange range_;
};

class TurnGrey final : public PixelChange {
 public:
  explicit TurnGrey(double probability) : PixelChange({{"should_apply"}}), probability_(probability) {}
  std::string_view lacks(const PictureShape& shape) const override { return lacks_one_or_three(shape); }
  void draw(PictureDraws& draws, const PictureShape&, std::span<float> numbers) const noexcept override {
    numbers[0] = draws.own.uniform() < probability_ ? 1 : 0;
  }
  void change(float* pixels, std::int64_t count, std::int64_t channels,
              std::span<const float> numbers) const noexcept override {
    if (numbers[0] == 0 || channels == 1) return;
    for (float* pixel = pixels; pixel < pixels + channels * count; pixel += channels)
      std::fill_n(pixel, channels, grey(pixel));
  }

 private:
  double probability_;
};

}  // namespace

PictureChangePtr brighten(const Interval& part_of_range, const ValueRange& range) {
  return std::make_shared<Brighten>(part_of_range, range);
}
PictureChangePtr change_contrast(const Interval& factor, const ValueRange& range) {
  return std::make_shared<Contrast>(factor, range);
}
PictureChangePtr saturate(const Interval& factor, const ValueRange& range) {
  return std::make_shared<Saturate>(factor, range);
}
PictureChangePtr turn_hue(const Interval& factor, const ValueRange& range) {
  return std::make_shared<TurnHue>(factor, range);
}
PictureChangePtr degenerate(const Interval& factor, const ValueRange& range) {
  return std::make_shared<Degenerate>(factor, range);
}
PictureChangePtr turn_grey(double probability) { return std::make_shared<TurnGrey>(probability); }

}  // namespace fovea
