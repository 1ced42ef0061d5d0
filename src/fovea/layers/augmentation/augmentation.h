#pragma once
#include <type_traits>

#include "fovea/base/numbers.h"
#include "fovea/graph/build.h"
#include "fovea/layers/augmentation/argument_rules.h"
#include "fovea/layers/augmentation/changes.h"
#include "fovea/layers/layer.h"
#include "fovea/layers/regularization/random_draws.h"

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

/// A layer that changes pictures at random in training and leaves them alone in prediction. Its options have
/// `class_name`; `settle`, which brings the arguments into the form that Keras' files hold; and `change`, or `mixing`
/// where it mixes pictures of a batch, which a model does not act upon.
/// Input    (N, H, W, C) of any type
/// Output   pictures of the same size, float32
/// Errors   usage: what `settle` refuses; shape: rank other than 4, in training pictures that it cannot change;
///          unsupported: in training, where gradients would have to pass to weights before it
/// Source   keras/src/layers/preprocessing/image_preprocessing/base_image_preprocessing_layer.py, 3.15. The random
///          numbers are fovea's: they follow the model's seed, and layers with different seeds draw apart
template <class Options>
class Augmentation : public Layer {
 public:
  explicit Augmentation(const Options& options = {});
};

template <class Options>
concept MixingOptions = requires(const Options& options) {
  options.mixing();
};

/// A layer of options that say what becomes of single pictures.
template <class Options>
class PictureLayer : public LayerOf<Options>, public ChangesPictures {
 public:
  using LayerOf<Options>::LayerOf;
  PictureChangePtr change() const override { return this->options_.change(); }
};

/// A layer of options that say how the pictures of a batch are mixed.
template <class Options>
class BatchLayer : public LayerOf<Options>, public MixesBatches {
 public:
  using LayerOf<Options>::LayerOf;
  std::shared_ptr<const BatchMixing> mixing() const override { return this->options_.mixing(); }
};

template <class OptionsType>
class AugmentationBase
    : public std::conditional_t<MixingOptions<OptionsType>, BatchLayer<OptionsType>, PictureLayer<OptionsType>> {
  using Parent = std::conditional_t<MixingOptions<OptionsType>, BatchLayer<OptionsType>, PictureLayer<OptionsType>>;

 public:
  explicit AugmentationBase(const OptionsType& options) : Parent(options) {
    if constexpr (requires { options.data_format; }) this->require_channels_last(options.data_format);
    this->options_.settle(ArgumentRules(this->who()));
  }
  std::string_view class_name() const override { return OptionsType::class_name; }
  Shape output_shape(std::span<const Shape> inputs) const override { return this->only_input(inputs, 4); }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override {
    if constexpr (!MixingOptions<OptionsType>)
      if (e.training) return emit_changed(e, inputs[0]);
    return build::cast(e.graph, inputs[0], e.dtype);
  }

 protected:
  ValueId emit_changed(const Emitter& e, ValueId x) const {
    std::optional<std::int64_t> seed;
    if constexpr (requires { this->options_.seed; }) seed = this->options_.seed;
    return emit_change(e, x, this->change(), random_stream(e, seed), this->who());
  }
};

/// What a layer of these options does to pictures.
template <class Options>
PictureChangePtr change_of(Options options) {
  return AugmentationBase<Options>(options).change();
}

template <class Options>
Augmentation<Options>::Augmentation(const Options& options)
    : Layer(std::make_shared<AugmentationBase<Options>>(options)) {}

}  // namespace fovea
