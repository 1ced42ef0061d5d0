#include "fovea/layers/augmentation/colour.h"

#include "fovea/kernels/image/change_list.h"
#include "fovea/kernels/image/colour_changes.h"

namespace fovea {
namespace {

/// As the layer of that name takes it, but it stays as it is.
void settle_jitter(const ArgumentRules& rules, const char* key, Numbers factor, double lowest) {
  if (factor.set()) rules.range(key, factor, lowest, 1);
}

}  // namespace

const Fields<RandomBrightnessOptions>& RandomBrightnessOptions::fields() {
  return factor_fields<RandomBrightnessOptions, SeedPlace::before_format>();
}

void RandomBrightnessOptions::settle(const ArgumentRules& rules) {
  rules.range("factor", factor, -1, 1);
  rules.sorted_value_range(value_range);
}

PictureChangePtr RandomBrightnessOptions::change() const {
  return brighten(interval_of(factor), range_of(value_range));
}

const Fields<RandomContrastOptions>& RandomContrastOptions::fields() {
  return factor_fields<RandomContrastOptions, SeedPlace::before_format>();
}

void RandomContrastOptions::settle(const ArgumentRules& rules) {
  rules.range("factor", factor, 0, 1);
  rules.value_range(value_range);
}

PictureChangePtr RandomContrastOptions::change() const {
  const Interval part = interval_of(factor);
  return change_contrast({1 - part.low, 1 + part.high}, range_of(value_range));
}

const Fields<RandomSaturationOptions>& RandomSaturationOptions::fields() {
  return factor_fields<RandomSaturationOptions, SeedPlace::behind_format>();
}

void RandomSaturationOptions::settle(const ArgumentRules& rules) {
  rules.range("factor", factor, -1, 1);
  rules.sorted_value_range(value_range);
}

PictureChangePtr RandomSaturationOptions::change() const {
  return saturate(interval_of(factor), range_of(value_range));
}

const Fields<RandomHueOptions>& RandomHueOptions::fields() {
  return factor_fields<RandomHueOptions, SeedPlace::behind_format>();
}

void RandomHueOptions::settle(const ArgumentRules& rules) {
  rules.range("factor", factor, 0, 1);
  rules.value_range(value_range);
}

PictureChangePtr RandomHueOptions::change() const { return turn_hue(interval_of(factor), range_of(value_range)); }

const Fields<RandomColorJitterOptions>& RandomColorJitterOptions::fields() {
  using O = RandomColorJitterOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("value_range", &O::value_range)
        .add("brightness_factor", &O::brightness_factor)
        .add("contrast_factor", &O::contrast_factor)
        .add("saturation_factor", &O::saturation_factor)
        .add("hue_factor", &O::hue_factor)
        .add("seed", &O::seed)
        .add("data_format", &O::data_format);
    return add_augmentation_fields(fields);
  }();
  return list;
}

void RandomColorJitterOptions::settle(const ArgumentRules& rules) {
  settle_jitter(rules, "brightness_factor", brightness_factor, -1);
  settle_jitter(rules, "contrast_factor", contrast_factor, 0);
  settle_jitter(rules, "saturation_factor", saturation_factor, -1);
  settle_jitter(rules, "hue_factor", hue_factor, 0);
  rules.value_range(value_range);
}

PictureChangePtr RandomColorJitterOptions::change() const {
  std::vector<PictureChangePtr> changes;
  if (brightness_factor.set())
    changes.push_back(change_of<RandomBrightnessOptions>({.factor = brightness_factor, .value_range = value_range}));
  if (contrast_factor.set())
    changes.push_back(change_of<RandomContrastOptions>({.factor = contrast_factor, .value_range = value_range}));
  if (saturation_factor.set())
    changes.push_back(change_of<RandomSaturationOptions>({.factor = saturation_factor, .value_range = value_range}));
  if (hue_factor.set())
    changes.push_back(change_of<RandomHueOptions>({.factor = hue_factor, .value_range = value_range}));
  return in_sequence(std::move(changes));
}

const Fields<RandomColorDegenerationOptions>& RandomColorDegenerationOptions::fields() {
  return factor_fields<RandomColorDegenerationOptions, SeedPlace::behind_format>();
}

void RandomColorDegenerationOptions::settle(const ArgumentRules& rules) {
  rules.range("factor", factor, -1, 1);
  rules.sorted_value_range(value_range);
}

PictureChangePtr RandomColorDegenerationOptions::change() const {
  return degenerate(interval_of(factor), range_of(value_range));
}

const Fields<RandomGrayscaleOptions>& RandomGrayscaleOptions::fields() {
  using O = RandomGrayscaleOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("factor", &O::factor).add("data_format", &O::data_format).add("seed", &O::seed).not_in_config();
    return add_augmentation_fields(fields);
  }();
  return list;
}

void RandomGrayscaleOptions::settle(const ArgumentRules& rules) { rules.number_within("factor", factor, 0, 1); }

PictureChangePtr RandomGrayscaleOptions::change() const { return turn_grey(factor); }

}  // namespace fovea
