#pragma once
#include "fovea/base/numbers.h"
#include "fovea/graph/build.h"
#include "fovea/layers/augmentation/argument_rules.h"
#include "fovea/layers/layer.h"

namespace fovea {

/// Adds the fields that every such layer has to those of an options struct.
template <class Options>
Fields<Options>& add_augmentation_fields(Fields<Options>& fields) {
  fields.add("bounding_box_format", &Options::bounding_box_format).when_set();
  return add_layer_fields(fields);
}

/// The fields of a layer that takes a factor, which must be given, and the range of values; Keras' signatures have the seed
/// before the data format or behind it.
enum class SeedPlace { before_format, behind_format };

template <class O, SeedPlace seed>
const Fields<O>& factor_fields() {
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("factor", &O::factor).by_position().add("value_range", &O::value_range);
    if (seed == SeedPlace::before_format) fields.add("seed", &O::seed);
    fields.add("data_format", &O::data_format);
    if (seed == SeedPlace::behind_format) fields.add("seed", &O::seed);
    return add_augmentation_fields(fields);
  }();
  return list;
}

/// A layer that changes pictures at random in training and leaves them alone in prediction. Inside a model it is inert
/// in training steps too. Its options have `class_name` and `settle`, which brings the arguments into the form that
/// Keras' files hold.
/// Input    (N, H, W, C) of any type
/// Output   the same pictures, float32
/// Errors   usage: what `settle` refuses; shape: rank other than 4
/// Source   keras/src/layers/preprocessing/image_preprocessing/base_image_preprocessing_layer.py, 3.15
template <class Options>
class Augmentation : public Layer {
 public:
  explicit Augmentation(const Options& options = {});
};

template <class OptionsType>
class AugmentationBase : public LayerOf<OptionsType> {
 public:
  explicit AugmentationBase(const OptionsType& options) : LayerOf<OptionsType>(options) {
    if constexpr (requires { options.data_format; }) this->require_channels_last(options.data_format);
    this->options_.settle(ArgumentRules(this->who()));
  }
  std::string_view class_name() const override { return OptionsType::class_name; }
  Shape output_shape(std::span<const Shape> inputs) const override { return this->only_input(inputs, 4); }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override {
    return build::cast(e.graph, inputs[0], e.dtype);
  }
};

template <class Options>
Augmentation<Options>::Augmentation(const Options& options)
    : Layer(std::make_shared<AugmentationBase<Options>>(options)) {}

}  // namespace fovea
