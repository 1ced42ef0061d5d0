#pragma once
#include "fovea/base/numbers.h"
#include "fovea/layers/axes.h"
#include "fovea/layers/layer.h"

namespace fovea {

struct NormalizationOptions {
  ByName by_name = ByName();
  Axes axis = -1;
  Numbers mean = {};
  Numbers variance = {};
  bool invert = false;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<NormalizationOptions>& fields();
};

/// (x - mean) / sqrt(variance), in training and prediction alike, with a mean and a variance for each index of `axis`
/// (one axis, several, or None: one for all). They are given, or adapt() computes them from data. With invert, the way
/// back.
/// Input    (N, ...) of any type
/// Output   the same shape, float32
/// Weights  without a given mean, none of them trained: mean, variance (lengths of the axes), count ()
/// Errors   usage: a mean without a variance or of another shape, of more dimensions than there are axes; axes that the
///          input lacks or that hold the samples; shape: axes unknown or not the weights', a mean that does not fit
/// Source   keras/src/layers/preprocessing/normalization.py, 3.15
class Normalization : public Layer {
 public:
  explicit Normalization(const NormalizationOptions& options = {});
  /// Computes mean and variance of data: one array, or the batches of one.
  /// Errors   usage: none, or a mean was given; shape: batches that differ, or not what the layer was built for
  void adapt(const Arrays& batches) const;
};

class NormalizationBase : public LayerOf<NormalizationOptions> {
 public:
  explicit NormalizationBase(const NormalizationOptions& options);
  std::string_view class_name() const override { return "Normalization"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  void build(std::span<const Shape> inputs) override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
  void adapt(const Arrays& batches);

 private:
  std::vector<int> kept_axes(const Shape& input) const;
  /// The shape of mean and variance as a sample has its axes: 1 but for those that are kept.
  Shape along(const Shape& input) const;
  Shape kept_shape(const Shape& input) const;
  /// Given numbers as a constant that lies along the axes.
  ValueId constant(const Emitter& e, const Numbers& numbers, const Shape& input, bool deviation) const;
};

}  // namespace fovea
