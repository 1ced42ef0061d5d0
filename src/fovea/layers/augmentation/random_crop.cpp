#include "fovea/layers/augmentation/random_crop.h"

#include <algorithm>

#include "fovea/kernels/image/size_changes.h"
#include "fovea/layers/preprocessing/picture.h"

namespace fovea {

const Fields<RandomCropOptions>& RandomCropOptions::fields() {
  using O = RandomCropOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("height", &O::height)
        .by_position()
        .add("width", &O::width)
        .by_position()
        .add("seed", &O::seed)
        .add("data_format", &O::data_format);
    return add_augmentation_fields(fields);
  }();
  return list;
}

void RandomCropOptions::settle(const ArgumentRules& rules) {
  rules.at_least_1("height", height);
  rules.at_least_1("width", width);
}

PictureChangePtr RandomCropOptions::change() const { return crop(height, width); }

RandomCrop::RandomCrop(const RandomCropOptions& options) : Layer(std::make_shared<RandomCropBase>(options)) {}

Shape RandomCropBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs, 4);
  return {x[0], options_.height, options_.width, x[3]};
}

ValueId RandomCropBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  Graph& g = e.graph;
  const ValueId x = build::cast(g, inputs[0], e.dtype);
  if (!e.training) return x;
  const picture::Extent all = picture::extent_of(g, x), target{options_.height, options_.width};
  if (all.height > target.height && all.width > target.width) return emit_changed(e, inputs[0]);
  // Of a smaller picture Keras begins where the largest part of the right proportions does, but takes target's length.
  const picture::Extent part = picture::largest_part<double>(all, target);
  const std::int64_t top = (all.height - part.height) / 2, left = (all.width - part.width) / 2;
  const Shape shape{g.shape(x)[0], std::min(target.height, all.height - top),
                    std::min(target.width, all.width - left), g.shape(x)[3]};
  return picture::resize(g, build::slice(g, x, {0, top, left, 0}, shape), target, Interpolation::bilinear, false);
}

}  // namespace fovea
