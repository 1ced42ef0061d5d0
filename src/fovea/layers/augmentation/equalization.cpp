#include "fovea/layers/augmentation/equalization.h"

#include "fovea/kernels/image/histograms.h"

namespace fovea {

const Fields<AutoContrastOptions>& AutoContrastOptions::fields() {
  using O = AutoContrastOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("value_range", &O::value_range).add("data_format", &O::data_format);
    return add_augmentation_fields(fields);
  }();
  return list;
}

void AutoContrastOptions::settle(const ArgumentRules& rules) { rules.sorted_value_range(value_range); }

PictureChangePtr AutoContrastOptions::change() const { return stretch_contrast(range_of(value_range)); }

AutoContrast::AutoContrast(const AutoContrastOptions& options) : Layer(std::make_shared<AutoContrastBase>(options)) {}

ValueId AutoContrastBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  Graph& g = e.graph;
  const auto affine = [&](ValueId x, double a, double b) {
    return a == 1 && b == 0 ? x : build::unary(g, x, Unary::affine, a, b);
  };
  const auto largest = [&](ValueId x) { return build::reduce(g, x, Reduction::maximum, {1, 2}, true); };
  const double lowest = options_.value_range.values()[0], span = options_.value_range.values()[1] - lowest;
  const ValueId given = build::cast(g, inputs[0], e.dtype);
  const ValueId x = affine(given, 255 / span, -255 * lowest / span);
  const ValueId low = affine(largest(affine(x, -1, 0)), -1, 0);
  const ValueId extent = build::binary(g, Binary::subtract, largest(x), low);
  const ValueId divisor = build::unary(g, extent, Unary::threshold, 0, 1);
  const ValueId scale = build::binary(g, Binary::divide, g.add_scalar(255, e.dtype), divisor);
  const ValueId stretched =
      build::binary(g, Binary::subtract, build::multiply(g, x, scale), build::multiply(g, low, scale));
  const ValueId result = affine(build::unary(g, stretched, Unary::clip, 0, 255), span / 255, lowest);
  // Keras divides by 0 where a channel has one value, and takes the picture's own where that gave no number.
  const ValueId varies = build::binary(g, Binary::divide, extent, divisor);  // 1 or 0
  return build::add(g, build::multiply(g, result, varies), build::multiply(g, given, affine(varies, -1, 1)));
}

const Fields<EqualizationOptions>& EqualizationOptions::fields() {
  using O = EqualizationOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("value_range", &O::value_range).add("bins", &O::bins).add("data_format", &O::data_format);
    return add_augmentation_fields(fields);
  }();
  return list;
}

void EqualizationOptions::settle(const ArgumentRules& rules) {
  rules.sorted_value_range(value_range);
  rules.at_least_1("bins", bins);
  if (bins > std::int64_t{1} << 24) rules.refuse("bins", "must be at most 2^24, which float32 counts", bins);
}

PictureChangePtr EqualizationOptions::change() const { return equalize(bins, range_of(value_range)); }

const Fields<ContrastLimitedAdaptiveHistogramEqualizationOptions>&
ContrastLimitedAdaptiveHistogramEqualizationOptions::fields() {
  using O = ContrastLimitedAdaptiveHistogramEqualizationOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("value_range", &O::value_range)
        .add("clip_limit", &O::clip_limit)
        .add("tile_grid_size", &O::tile_grid_size)
        .add("data_format", &O::data_format);
    return add_augmentation_fields(fields);
  }();
  return list;
}

void ContrastLimitedAdaptiveHistogramEqualizationOptions::settle(const ArgumentRules& rules) {
  rules.value_range(value_range);
  for (int axis = 0; axis < 2; ++axis) rules.at_least_1("tile_grid_size", tile_grid_size[axis]);
}

PictureChangePtr ContrastLimitedAdaptiveHistogramEqualizationOptions::change() const {
  return equalize_tiles(clip_limit, tile_grid_size[0], tile_grid_size[1], range_of(value_range));
}

ContrastLimitedAdaptiveHistogramEqualization::ContrastLimitedAdaptiveHistogramEqualization(
    const ContrastLimitedAdaptiveHistogramEqualizationOptions& options)
    : Layer(std::make_shared<ContrastLimitedAdaptiveHistogramEqualizationBase>(options)) {}

ValueId ContrastLimitedAdaptiveHistogramEqualizationBase::emit(const Emitter& e,
                                                               std::span<const ValueId> inputs) const {
  return emit_changed(e, inputs[0]);
}

}  // namespace fovea
