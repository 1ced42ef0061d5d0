#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct PipelineOptions {
  ByName by_name = ByName();
  std::vector<Layer> layers = {};
  std::string name = "";
  bool trainable = true;          ///< Keras' files do not hold it
  DTypePolicy dtype = "float32";  ///< nor this

  static const Fields<PipelineOptions>& fields();
};

/// Layers one after the other, as one layer.
/// Input    as the first layer
/// Output   as the last layer
/// Weights  those of the layers, layer by layer
/// Errors   usage: no layers; those of the layers
/// Source   keras/src/layers/preprocessing/pipeline.py, 3.15
class Pipeline : public Layer {
 public:
  explicit Pipeline(const PipelineOptions& options);
};

class PipelineBase : public LayerOf<PipelineOptions> {
 public:
  explicit PipelineBase(const PipelineOptions& options);
  std::string_view class_name() const override { return "Pipeline"; }
  std::vector<Part> parts() const override;
  void set_trainable(bool trainable) override;
  Shape output_shape(std::span<const Shape> inputs) const override;
  void build(std::span<const Shape> inputs) override;
  const std::vector<Weight>& weights() const override { return all_weights_; }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;

 private:
  std::vector<Weight> all_weights_;
};

}  // namespace fovea
