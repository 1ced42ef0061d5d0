#include "fovea/layers/preprocessing/center_crop.h"

#include "fovea/graph/build.h"
#include "fovea/layers/preprocessing/picture.h"

namespace fovea {

const Fields<CenterCropOptions>& CenterCropOptions::fields() {
  using O = CenterCropOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("height", &O::height)
        .by_position()
        .add("width", &O::width)
        .by_position()
        .add("data_format", &O::data_format);
    return add_layer_fields(fields);
  }();
  return list;
}

CenterCrop::CenterCrop(const CenterCropOptions& options) : Layer(std::make_shared<CenterCropBase>(options)) {}

CenterCropBase::CenterCropBase(const CenterCropOptions& options) : LayerOf(options) {
  if (options.height < 1 || options.width < 1)
    refuse(ErrorKind::usage, "height and width must be 1 or more. Received " + std::to_string(options.height) +
                                 " and " + std::to_string(options.width) + ".");
  require_channels_last(options.data_format);
}

Shape CenterCropBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs, 4);
  return {x[0], options_.height, options_.width, x[3]};
}

ValueId CenterCropBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const picture::Extent target{options_.height, options_.width};
  const ValueId x = build::cast(e.graph, inputs[0], e.dtype);
  const picture::Extent all = picture::extent_of(e.graph, x);
  if (all.height >= target.height && all.width >= target.width) return picture::crop_middle(e.graph, x, target);
  const ValueId part = picture::crop_middle(e.graph, x, picture::largest_part<double>(all, target));
  return picture::resize(e.graph, part, target, Interpolation::bilinear, false);
}

}  // namespace fovea
