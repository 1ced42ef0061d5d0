#include "fovea/layers/augmentation/tones.h"

#include <cmath>

#include "fovea/kernels/image/filters.h"
#include "fovea/kernels/image/tone_changes.h"

namespace fovea {
namespace {

/// A number f stands for (0, f).
void settle_parts(const ArgumentRules& rules, const char* key, Numbers& factor) {
  rules.within(key, factor, 0, 1);
  factor = factor.shape().rank() == 0 ? Numbers{0, factor.values()[0]} : in_order(factor);
}

}  // namespace

const Fields<RandomInvertOptions>& RandomInvertOptions::fields() {
  using O = RandomInvertOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("factor", &O::factor)
        .add("value_range", &O::value_range)
        .add("seed", &O::seed)
        .add("data_format", &O::data_format);
    return add_augmentation_fields(fields);
  }();
  return list;
}

void RandomInvertOptions::settle(const ArgumentRules& rules) {
  rules.range("factor", factor, 0, 1);
  rules.value_range(value_range);
}

PictureChangePtr RandomInvertOptions::change() const { return invert(interval_of(factor), range_of(value_range)); }

const Fields<RandomPosterizationOptions>& RandomPosterizationOptions::fields() {
  return factor_fields<RandomPosterizationOptions, SeedPlace::behind_format>();
}

void RandomPosterizationOptions::settle(const ArgumentRules& rules) {
  rules.range("factor", factor, 1, 8);
  for (const double bits : factor.values())
    if (bits != std::floor(bits)) rules.refuse("factor", "must be of integers", to_json(factor));
  factor = factor.as_integers();  // Keras cannot draw from a range of others
  rules.sorted_value_range(value_range);
}

PictureChangePtr RandomPosterizationOptions::change() const {
  const Interval bits = interval_of(factor);
  return posterize(static_cast<std::int64_t>(bits.low), static_cast<std::int64_t>(bits.high), range_of(value_range));
}

const Fields<SolarizationOptions>& SolarizationOptions::fields() {
  using O = SolarizationOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("addition_factor", &O::addition_factor)
        .add("threshold_factor", &O::threshold_factor)
        .add("value_range", &O::value_range)
        .add("seed", &O::seed)
        .add("data_format", &O::data_format);
    return add_augmentation_fields(fields);
  }();
  return list;
}

void SolarizationOptions::settle(const ArgumentRules& rules) {
  settle_parts(rules, "addition_factor", addition_factor);
  settle_parts(rules, "threshold_factor", threshold_factor);
  rules.sorted_value_range(value_range);
}

PictureChangePtr SolarizationOptions::change() const {
  // Keras multiplies the upper ends alone.
  const auto of_bytes = [](const Numbers& factor) {
    const Interval part = interval_of(factor);
    return Interval{part.low, part.high * 255};
  };
  return solarize(of_bytes(addition_factor), of_bytes(threshold_factor), range_of(value_range));
}

const Fields<RandomSharpnessOptions>& RandomSharpnessOptions::fields() {
  return factor_fields<RandomSharpnessOptions, SeedPlace::behind_format>();
}

void RandomSharpnessOptions::settle(const ArgumentRules& rules) {
  rules.range("factor", factor, 0, 1);
  rules.sorted_value_range(value_range);
}

PictureChangePtr RandomSharpnessOptions::change() const {
  return sharpen(interval_of(factor), range_of(value_range));
}

const Fields<RandomGaussianBlurOptions>& RandomGaussianBlurOptions::fields() {
  using O = RandomGaussianBlurOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("factor", &O::factor)
        .add("kernel_size", &O::kernel_size)
        .add("sigma", &O::sigma)
        .add("value_range", &O::value_range)
        .add("data_format", &O::data_format)
        .add("seed", &O::seed);
    return add_augmentation_fields(fields);
  }();
  return list;
}

void RandomGaussianBlurOptions::settle(const ArgumentRules& rules) {
  rules.range("factor", factor, 0, 1);
  if (!kernel_size.set() || kernel_size[0] < 1 || kernel_size[1] < 1 || kernel_size[0] % 2 == 0 ||
      kernel_size[1] % 2 == 0)
    rules.refuse("kernel_size", "must be odd and at least 1", to_json(kernel_size));
  rules.range("sigma", sigma, 0, 1);
  rules.value_range(value_range);
}

PictureChangePtr RandomGaussianBlurOptions::change() const {
  return blur(interval_of(factor), {kernel_size[0], kernel_size[1]}, interval_of(sigma), range_of(value_range));
}

const Fields<RandomErasingOptions>& RandomErasingOptions::fields() {
  using O = RandomErasingOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("factor", &O::factor)
        .add("scale", &O::scale)
        .add("fill_value", &O::fill_value)
        .add("value_range", &O::value_range)
        .add("seed", &O::seed)
        .add("data_format", &O::data_format);
    return add_augmentation_fields(fields);
  }();
  return list;
}

void RandomErasingOptions::settle(const ArgumentRules& rules) {
  rules.range("factor", factor, 0, 1);
  rules.range("scale", scale, 0, 1);
  if (fill_value.set() && fill_value.shape().rank() > 0 && !(fill_value.shape() == Shape{3}))
    rules.refuse("fill_value", "must be a number or three", to_json(fill_value));
  rules.value_range(value_range);
}

PictureChangePtr RandomErasingOptions::change() const {
  ErasingFill fill{.noise = !fill_value.set(), .values = {}};
  for (const double value : fill_value.values()) fill.values.push_back(static_cast<float>(value));
  return erase(interval_of(factor), interval_of(scale), fill, range_of(value_range));
}

}  // namespace fovea
