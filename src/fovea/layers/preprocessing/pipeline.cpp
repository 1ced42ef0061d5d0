#include "fovea/layers/preprocessing/pipeline.h"

#include <map>

#include "fovea/base/text.h"

namespace fovea {

const Fields<PipelineOptions>& PipelineOptions::fields() {
  using O = PipelineOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("layers", &O::layers).by_position().add("name", &O::name);
    return fields;
  }();
  return list;
}

Pipeline::Pipeline(const PipelineOptions& options) : Layer(std::make_shared<PipelineBase>(options)) {}

PipelineBase::PipelineBase(const PipelineOptions& options) : LayerOf(options) {
  if (options.layers.empty()) refuse(ErrorKind::usage, "takes a list of layers. Received none.");
  for (const Layer& layer : options.layers)
    if (layer.base().activity_regularizer() != nullptr)
      refuse(ErrorKind::unsupported, "a penalty on the output of one of its layers would be lost. Received " +
                                         layer.base().who() + ". Put that layer into the model itself.");
}

std::vector<LayerBase::Part> PipelineBase::parts() const {
  std::vector<Part> parts;
  std::map<std::string, int> used;
  for (const Layer& layer : options_.layers) {
    const std::string base = to_snake_case(layer.base().class_name());
    const int number = used[base]++;
    parts.push_back(
        {layer.pointer().get(), "layers/" + base + (number == 0 ? "" : "_" + std::to_string(number)) + "/"});
  }
  return parts;
}

void PipelineBase::set_trainable(bool trainable) {
  LayerBase::set_trainable(trainable);
  for (const Layer& layer : options_.layers) layer.set_trainable(trainable);
}

Shape PipelineBase::output_shape(std::span<const Shape> inputs) const {
  Shape shape = only_input(inputs);
  for (const Layer& layer : options_.layers) shape = layer.base().output_shape({&shape, 1});
  return shape;
}

void PipelineBase::build(std::span<const Shape> inputs) {
  Shape shape = only_input(inputs);
  for (const Layer& layer : options_.layers) {
    layer.pointer()->ensure_built({&shape, 1});
    shape = layer.base().output_shape({&shape, 1});
    all_weights_.insert(all_weights_.end(), layer.weights().begin(), layer.weights().end());
  }
}

ValueId PipelineBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  ValueId x = inputs[0];
  std::uint64_t place = 0;
  for (const Layer& layer : options_.layers) {
    // Calls are counted in the low half: layers at different places draw apart.
    const Emitter own{e.graph, e.training, e.dtype, e.node | ++place << 32};
    x = layer.base().emit(own, {&x, 1});
  }
  return x;
}

}  // namespace fovea
