#include "fovea/layers/preprocessing/resizing.h"

#include "fovea/graph/build.h"
#include "fovea/layers/preprocessing/picture.h"

namespace fovea {

const Fields<ResizingOptions>& ResizingOptions::fields() {
  using O = ResizingOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("height", &O::height)
        .by_position()
        .add("width", &O::width)
        .by_position()
        .add("interpolation", &O::interpolation)
        .add("crop_to_aspect_ratio", &O::crop_to_aspect_ratio)
        .add("pad_to_aspect_ratio", &O::pad_to_aspect_ratio)
        .add("fill_mode", &O::fill_mode)
        .add("fill_value", &O::fill_value)
        .add("antialias", &O::antialias)
        .add("data_format", &O::data_format);
    return add_layer_fields(fields);
  }();
  return list;
}

Resizing::Resizing(const ResizingOptions& options) : Layer(std::make_shared<ResizingBase>(options)) {}

ResizingBase::ResizingBase(const ResizingOptions& options)
    : LayerOf(options), interpolation_(interpolation_named(options.interpolation, who())) {
  if (options.height < 1 || options.width < 1)
    refuse(ErrorKind::usage, "height and width must be 1 or more. Received " + std::to_string(options.height) +
                                 " and " + std::to_string(options.width) + ".");
  if (options.fill_mode != "constant")
    refuse(ErrorKind::usage, "fill_mode must be 'constant'. Received '" + options.fill_mode + "'.");
  if (options.crop_to_aspect_ratio && options.pad_to_aspect_ratio)
    refuse(ErrorKind::usage, "only one of crop_to_aspect_ratio and pad_to_aspect_ratio can be true.");
  require_channels_last(options.data_format);
}

Shape ResizingBase::output_shape(std::span<const Shape> inputs) const {
  const Shape& x = only_input(inputs, 4);
  return {x[0], options_.height, options_.width, x[3]};
}

ValueId ResizingBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  const auto& o = options_;
  const picture::Extent target{o.height, o.width};
  ValueId x = build::cast(e.graph, inputs[0], e.dtype);
  if (o.crop_to_aspect_ratio)
    x = picture::crop_middle(e.graph, x, picture::largest_part<float>(picture::extent_of(e.graph, x), target));
  if (o.pad_to_aspect_ratio) x = picture::pad_to_proportions(e.graph, x, target, o.fill_value);
  return picture::resize(e.graph, x, target, interpolation_, o.antialias);
}

}  // namespace fovea
