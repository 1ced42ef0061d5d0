#include "fovea/kernels/image/tone_changes.h"

#include <algorithm>
#include <cmath>

#include "fovea/kernels/image/value_bins.h"

namespace fovea {
namespace {

class Invert final : public PixelChange {
 public:
  Invert(const Interval& probability, const ValueRange& range)
      : PixelChange({{"apply_inversion"}}), probability_(probability), range_(range) {}
  void draw(PictureDraws& draws, const PictureShape&, std::span<float> numbers) const noexcept override {
    numbers[0] = probability_.decide(draws.own) ? 1 : 0;
  }
  void change(float* pixels, std::int64_t count, std::int64_t channels,
              std::span<const float> numbers) const noexcept override {
    if (numbers[0] == 0) return;
    for (std::int64_t i = 0; i < count * channels; ++i) pixels[i] = range_.high - pixels[i];
  }

 private:
  Interval probability_;
  ValueRange range_;
};

class Posterize final : public PixelChange {
 public:
  Posterize(std::int64_t least, std::int64_t most, const ValueRange& range)
      : PixelChange({{"shift_factor"}}),
        least_(least),
        choices_(std::max<std::int64_t>(most - least, 1)),
        range_(range) {}
  void draw(PictureDraws& draws, const PictureShape&, std::span<float> numbers) const noexcept override {
    const auto more = static_cast<std::int64_t>(draws.own.below(static_cast<std::uint64_t>(choices_)));
    numbers[0] = static_cast<float>(8 - least_ - more);
  }
  void change(float* pixels, std::int64_t count, std::int64_t channels,
              std::span<const float> numbers) const noexcept override {
    const std::int64_t shift = whole_between(numbers[0], 8);
    for (std::int64_t i = 0; i < count * channels; ++i) {
      const auto byte = whole_between(range_.convert(pixels[i], byte_range), 255);
      pixels[i] = byte_range.convert(static_cast<float>(byte >> shift << shift), range_);
    }
  }

 private:
  std::int64_t least_, choices_;
  ValueRange range_;
};

class Solarize final : public PixelChange {
 public:
  Solarize(const Interval& addition, const Interval& threshold, const ValueRange& range)
      : PixelChange({{"additions"}, {"thresholds"}}), addition_(addition), threshold_(threshold), range_(range) {}
  void draw(PictureDraws& draws, const PictureShape&, std::span<float> numbers) const noexcept override {
    numbers[0] = addition_.draw(draws.own);
    numbers[1] = threshold_.draw(draws.own);
  }
  void change(float* pixels, std::int64_t count, std::int64_t channels,
              std::span<const float> numbers) const noexcept override {
    for (std::int64_t i = 0; i < count * channels; ++i) {
      const float v = byte_range.clip(range_.convert(pixels[i], byte_range) + numbers[0]);
      pixels[i] = byte_range.convert(v < numbers[1] ? v : 255 - v, range_);
    }
  }

 private:
  Interval addition_, threshold_;
  ValueRange range_;
};

class Erase final : public PictureChange {
 public:
  Erase(const Interval& probability, const Interval& scale, const ErasingFill& fill, const ValueRange& range)
      : PictureChange(fields(fill.noise)), probability_(probability), scale_(scale), fill_(fill), range_(range) {}

  std::string_view lacks(const PictureShape& shape) const override {
    const bool fits = fill_.noise || fill_.values.size() == 1 || shape.channels == 3;
    return fits ? "" : "three channels, as fill_value has three numbers";
  }

  void draw(PictureDraws& draws, const PictureShape& shape, std::span<float> numbers) const noexcept override {
    const auto part = [&](std::int64_t length, float* ends) {
      const float pixels = std::sqrt(scale_.draw(draws.own)) * static_cast<float>(length);
      ends[0] = static_cast<float>(draws.own.uniform()) * (static_cast<float>(length) - pixels);
      ends[1] = ends[0] + pixels;
    };
    part(shape.width, &numbers[1]);
    part(shape.height, &numbers[3]);
    numbers[0] = probability_.decide(draws.own) ? 1 : 0;
    if (!fill_.noise) return;
    std::ranges::fill(numbers.subspan(5), 0.f);
    in_box(shape, numbers, [&](std::int64_t i, std::int64_t) {
      numbers[static_cast<std::size_t>(5 + i)] = static_cast<float>(draws.own.normal()) * range_.high;
    });
  }

  void apply(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
             float* /*scratch*/) const noexcept override {
    std::copy_n(in, shape.elements(), out);
    if (numbers[0] == 0) return;
    in_box(shape, numbers, [&](std::int64_t i, std::int64_t c) {
      const float value = fill_.noise ? numbers[static_cast<std::size_t>(5 + i)]
                                      : fill_.values[fill_.values.size() == 1 ? 0 : static_cast<std::size_t>(c)];
      out[i] = range_.clip(value);
    });
  }

 private:
  static std::vector<ParameterField> fields(bool noise) {
    std::vector<ParameterField> list{{"apply_erasing"}, {"box", 4}};
    if (noise) list.push_back({"fill_value", 1, Per::element});
    return list;
  }

  /// Calls visit(element, channel) for what lies in the box.
  template <class Visit>
  static void in_box(const PictureShape& shape, std::span<const float> numbers, Visit&& visit) {
    const auto first = [](float from, std::int64_t length) {
      return static_cast<std::int64_t>(std::clamp(std::ceil(from), 0.f, static_cast<float>(length)));
    };
    const std::int64_t x0 = first(numbers[1], shape.width), x1 = first(numbers[2], shape.width);
    const std::int64_t y0 = first(numbers[3], shape.height), y1 = first(numbers[4], shape.height);
    for (std::int64_t y = y0; y < y1; ++y)
      for (std::int64_t x = x0; x < x1; ++x)
        for (std::int64_t c = 0; c < shape.channels; ++c) visit((y * shape.width + x) * shape.channels + c, c);
  }

  Interval probability_, scale_;
  ErasingFill fill_;
  ValueRange range_;
};

}  // namespace

PictureChangePtr invert(const Interval& probability, const ValueRange& range) {
  return std::make_shared<Invert>(probability, range);
}
PictureChangePtr posterize(std::int64_t least, std::int64_t most, const ValueRange& range) {
  return std::make_shared<Posterize>(least, most, range);
}
PictureChangePtr solarize(const Interval& addition, const Interval& threshold, const ValueRange& range) {
  return std::make_shared<Solarize>(addition, threshold, range);
}
PictureChangePtr erase(const Interval& probability, const Interval& scale, const ErasingFill& fill,
                       const ValueRange& range) {
  return std::make_shared<Erase>(probability, scale, fill, range);
}

}  // namespace fovea
