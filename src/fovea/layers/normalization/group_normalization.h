#pragma once
#include "fovea/layers/layer.h"

namespace fovea {

struct GroupNormalizationOptions {
  ByName by_name = ByName();
  std::int64_t groups = 32;
  std::int64_t axis = -1;
  double epsilon = 1e-3;
  bool center = true;
  bool scale = true;
  Named<Initializer> beta_initializer = "zeros";
  Named<Initializer> gamma_initializer = "ones";
  Named<Regularizer> beta_regularizer = {};
  Named<Regularizer> gamma_regularizer = {};
  Named<Constraint> beta_constraint = {};
  Named<Constraint> gamma_constraint = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<GroupNormalizationOptions>& fields();
};

/// gamma * (x - mean) / sqrt(variance + epsilon) + beta, mean and variance of each sample and each group of
/// neighbouring channels; groups = -1 makes every channel a group.
/// Input    (N, ..., C) float32, the channels on `axis`
/// Output   the same shape
/// Weights  gamma (C) with scale, beta (C) with center
/// Errors   usage: groups below 1 other than -1, an axis that the input lacks or that holds the samples, an epsilon
///          below 0; shape: channels unknown, not the weights' or not a multiple of the groups
/// Source   keras/src/layers/normalization/group_normalization.py, 3.15
class GroupNormalization : public Layer {
 public:
  explicit GroupNormalization(const GroupNormalizationOptions& options = {});
};

class GroupNormalizationBase : public LayerOf<GroupNormalizationOptions> {
 public:
  explicit GroupNormalizationBase(const GroupNormalizationOptions& options);
  std::string_view class_name() const override { return "GroupNormalization"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  void build(std::span<const Shape> inputs) override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;

 private:
  int axis_in(const Shape& input) const;
  std::int64_t groups_of(std::int64_t channels) const { return options_.groups == -1 ? channels : options_.groups; }
};

}  // namespace fovea
