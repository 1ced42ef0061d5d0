#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct SpectralNormalizationOptions {
  ByName by_name = ByName();
  Layer layer = std::shared_ptr<LayerBase>();  ///< must be given; it has a weight named kernel
  std::int64_t power_iterations = 1;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<SpectralNormalizationOptions>& fields();
};

/// Another layer whose kernel every training step divides by an estimate of its largest singular value, before the
/// layer acts; the divided kernel is what is trained and kept. In prediction it is the other layer.
/// Input    as the layer
/// Output   as the layer
/// Weights  kernel (the layer's); not trained: vector_u (1, outputs); then the layer's others
/// Errors   usage: no layer, one without a weight named kernel, power_iterations below 1
/// Source   keras/src/layers/normalization/spectral_normalization.py, 3.15
class SpectralNormalization : public Layer {
 public:
  explicit SpectralNormalization(const SpectralNormalizationOptions& options);
};

class SpectralNormalizationBase : public LayerOf<SpectralNormalizationOptions> {
 public:
  explicit SpectralNormalizationBase(const SpectralNormalizationOptions& options);
  std::string_view class_name() const override { return "SpectralNormalization"; }
  std::vector<Part> parts() const override { return {{inner(), "layer/"}}; }
  void set_trainable(bool trainable) override;
  Shape output_shape(std::span<const Shape> inputs) const override { return inner()->output_shape(inputs); }
  void build(std::span<const Shape> inputs) override;
  const std::vector<Weight>& weights() const override { return all_weights_; }
  const Regularizer* activity_regularizer() const override { return inner()->activity_regularizer(); }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;

 private:
  LayerBase* inner() const { return options_.layer.pointer().get(); }
  void divide_kernel(Graph& g) const;
  std::vector<Weight> all_weights_;
};

}  // namespace fovea
