#include "fovea/layers/augmentation/changes.h"

#include <algorithm>

#include "fovea/base/error.h"
#include "fovea/graph/build.h"
#include "fovea/layers/preprocessing/pipeline.h"

namespace fovea {

namespace {

PictureChangePtr change_by(const Layer& layer) {
  const auto* source = dynamic_cast<const ChangesPictures*>(&layer.base());
  if (source == nullptr)
    fail(ErrorKind::usage, layer.base().who() +
                               ": does not augment single pictures. Give layers such as RandomFlip, RandomRotation "
                               "or RandomBrightness; "
                               "what acts in prediction too belongs to the model.");
  return source->change();
}

void add_stages(std::span<const Layer> layers, std::vector<AugmentationStage>& stages) {
  for (const Layer& layer : layers) {
    if (const auto* several = dynamic_cast<const PipelineBase*>(&layer.base())) {
      add_stages(several->options().layers, stages);
    } else if (const auto* source = dynamic_cast<const MixesBatches*>(&layer.base())) {
      stages.back().mixing = source->mixing();
    } else {
      PictureChangePtr change = change_by(layer);
      if (auto counting = std::dynamic_pointer_cast<const CountingChange>(change))
        stages.back().mixing = over_batch(std::move(counting));
      else
        stages.back().changes.push_back(std::move(change));
    }
    if (stages.back().mixing) stages.emplace_back();
  }
}

}  // namespace

std::vector<AugmentationStage> augmentation_stages(std::span<const Layer> layers) {
  std::vector<AugmentationStage> stages(1);
  add_stages(layers, stages);
  return stages;
}

std::vector<PictureChangePtr> picture_changes(std::span<const Layer> layers) {
  std::vector<PictureChangePtr> changes;
  for (const Layer& layer : layers) changes.push_back(change_by(layer));
  return changes;
}

ValueId emit_change(const Emitter& e, ValueId x, const PictureChangePtr& change, std::uint64_t stream,
                    const std::string& who) {
  Graph& g = e.graph;
  const Shape& shape = g.shape(x);
  const std::string_view lacks = change->lacks({shape[1], shape[2], shape[3]});
  if (!lacks.empty())
    fail(ErrorKind::shape, who + ": needs pictures of " + std::string(lacks) + ". Received " +
                               to_string(shape.tail(1).with_front(None)) + ".");
  return build::cast(g, build::augment(g, build::cast(g, x, DType::f32), {change, stream}), e.dtype);
}

Interval interval_of(const Numbers& factor) {
  const auto& v = factor.values();
  if (factor.shape().rank() == 0) return {-std::abs(v[0]), std::abs(v[0])};
  const auto [low, high] = std::minmax(v[0], v[1]);
  return {low, high};
}

Interval about_one(const Numbers& factor) {
  const Interval interval = interval_of(factor);
  return {1 + interval.low, 1 + interval.high};
}

ValueRange range_of(const Numbers& pair) {
  return {static_cast<float>(pair.values()[0]), static_cast<float>(pair.values()[1])};
}

WarpStyle warp_style(const std::string& fill_mode, double fill_value, const std::string& interpolation) {
  WarpStyle style{.value = static_cast<float>(fill_value), .bilinear = interpolation == "bilinear"};
  if (fill_mode == "wrap") style.mode = FillMode::wrap;
  if (fill_mode == "constant") style.mode = FillMode::constant;
  if (fill_mode == "nearest") style.mode = FillMode::nearest;
  return style;
}

}  // namespace fovea
