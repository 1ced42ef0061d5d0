#include "fovea/layers/augmentation/geometry.h"

#include "fovea/base/error.h"
#include "fovea/kernels/image/elastic.h"
#include "fovea/kernels/image/plane_changes.h"

namespace fovea {
namespace {

/// Each of two numbers is within 0..1; of (-f, f), as Keras writes the number f, the number remains.
void settle_shear(const ArgumentRules& rules, const char* key, Numbers& factor) {
  if (factor.shape() == Shape{2} && factor.values()[0] == -factor.values()[1]) factor = factor.values()[1];
  rules.within(key, factor, 0, 1);
  if (factor.shape().rank() == 1) factor = in_order(factor);
}

}  // namespace

const Fields<RandomFlipOptions>& RandomFlipOptions::fields() {
  using O = RandomFlipOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("mode", &O::mode).add("seed", &O::seed).add("data_format", &O::data_format);
    return add_augmentation_fields(fields);
  }();
  return list;
}

void RandomFlipOptions::settle(const ArgumentRules& rules) {
  rules.one_of("mode", mode, {"horizontal", "vertical", "horizontal_and_vertical"});
}

PictureChangePtr RandomFlipOptions::change() const { return flip(mode != "vertical", mode != "horizontal"); }

const Fields<RandomRotationOptions>& RandomRotationOptions::fields() {
  using O = RandomRotationOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("factor", &O::factor)
        .by_position()
        .add("fill_mode", &O::fill_mode)
        .add("interpolation", &O::interpolation)
        .add("seed", &O::seed)
        .add("fill_value", &O::fill_value)
        .add("data_format", &O::data_format);
    return add_augmentation_fields(fields);
  }();
  return list;
}

void RandomRotationOptions::settle(const ArgumentRules& rules) {
  rules.range("factor", factor, -1, 1);
  rules.fill_mode(fill_mode);
  rules.interpolation(interpolation);
}

PictureChangePtr RandomRotationOptions::change() const {
  const Interval turns = interval_of(factor);
  return rotate({turns.low * 360, turns.high * 360}, warp_style(fill_mode, fill_value, interpolation));
}

const Fields<RandomZoomOptions>& RandomZoomOptions::fields() {
  using O = RandomZoomOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("height_factor", &O::height_factor)
        .by_position()
        .add("width_factor", &O::width_factor)
        .add("fill_mode", &O::fill_mode)
        .add("interpolation", &O::interpolation)
        .add("seed", &O::seed)
        .add("fill_value", &O::fill_value)
        .add("data_format", &O::data_format);
    return add_augmentation_fields(fields);
  }();
  return list;
}

void RandomZoomOptions::settle(const ArgumentRules& rules) {
  rules.within_above("height_factor", height_factor, -1, 1);
  if (width_factor.set()) rules.within_above("width_factor", width_factor, -1, 1);
  rules.fill_mode(fill_mode);
  rules.interpolation(interpolation);
}

PictureChangePtr RandomZoomOptions::change() const {
  const auto width = width_factor.set() ? std::optional(about_one(width_factor)) : std::nullopt;
  return zoom(about_one(height_factor), width, warp_style(fill_mode, fill_value, interpolation));
}

const Fields<RandomTranslationOptions>& RandomTranslationOptions::fields() {
  using O = RandomTranslationOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("height_factor", &O::height_factor)
        .by_position()
        .add("width_factor", &O::width_factor)
        .by_position()
        .add("fill_mode", &O::fill_mode)
        .add("interpolation", &O::interpolation)
        .add("seed", &O::seed)
        .add("fill_value", &O::fill_value)
        .add("data_format", &O::data_format);
    return add_augmentation_fields(fields);
  }();
  return list;
}

void RandomTranslationOptions::settle(const ArgumentRules& rules) {
  rules.within("height_factor", height_factor, -1, 1);
  rules.within("width_factor", width_factor, -1, 1);
  rules.fill_mode(fill_mode);
  rules.interpolation(interpolation);
}

PictureChangePtr RandomTranslationOptions::change() const {
  return translate(interval_of(height_factor), interval_of(width_factor),
                   warp_style(fill_mode, fill_value, interpolation));
}

const Fields<RandomShearOptions>& RandomShearOptions::fields() {
  using O = RandomShearOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("x_factor", &O::x_factor)
        .add("y_factor", &O::y_factor)
        .add("interpolation", &O::interpolation)
        .add("fill_mode", &O::fill_mode)
        .add("fill_value", &O::fill_value)
        .add("data_format", &O::data_format)
        .add("seed", &O::seed);
    return add_augmentation_fields(fields);
  }();
  return list;
}

void RandomShearOptions::settle(const ArgumentRules& rules) {
  settle_shear(rules, "x_factor", x_factor);
  settle_shear(rules, "y_factor", y_factor);
  rules.fill_mode(fill_mode);
  rules.interpolation(interpolation);
}

PictureChangePtr RandomShearOptions::change() const {
  return shear(interval_of(x_factor), interval_of(y_factor), warp_style(fill_mode, fill_value, interpolation));
}

const Fields<RandomPerspectiveOptions>& RandomPerspectiveOptions::fields() {
  using O = RandomPerspectiveOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("factor", &O::factor)
        .add("scale", &O::scale)
        .add("interpolation", &O::interpolation)
        .add("fill_value", &O::fill_value)
        .add("seed", &O::seed)
        .add("data_format", &O::data_format);
    return add_augmentation_fields(fields);
  }();
  return list;
}

void RandomPerspectiveOptions::settle(const ArgumentRules& rules) {
  rules.range("factor", factor, 0, 1);
  rules.number_within("scale", scale, 0, 1);
  rules.interpolation(interpolation);
}

PictureChangePtr RandomPerspectiveOptions::change() const {
  return change_perspective(interval_of(factor), scale, warp_style("constant", fill_value, interpolation));
}

const Fields<RandomElasticTransformOptions>& RandomElasticTransformOptions::fields() {
  using O = RandomElasticTransformOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("factor", &O::factor)
        .add("scale", &O::scale)
        .add("interpolation", &O::interpolation)
        .add("fill_mode", &O::fill_mode)
        .add("fill_value", &O::fill_value)
        .add("value_range", &O::value_range)
        .add("seed", &O::seed)
        .add("data_format", &O::data_format);
    return add_augmentation_fields(fields);
  }();
  return list;
}

void RandomElasticTransformOptions::settle(const ArgumentRules& rules) {
  rules.range("factor", factor, 0, 1);
  rules.range("scale", scale, 0, 1);
  rules.one_of("fill_mode", fill_mode, {"constant", "nearest", "wrap", "mirror", "reflect"});
  rules.interpolation(interpolation);
  rules.value_range(value_range);
}

PictureChangePtr RandomElasticTransformOptions::change() const {
  if (fill_mode == "mirror")
    fail(ErrorKind::unsupported,
         "RandomElasticTransform: fill_mode 'mirror' can be kept in files but not acted upon, "
         "as in Keras. Use 'reflect'.");
  return bend(interval_of(factor), interval_of(scale), warp_style(fill_mode, fill_value, interpolation),
              range_of(value_range));
}

}  // namespace fovea
