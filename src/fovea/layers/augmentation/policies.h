#pragma once
#include "fovea/kernels/image/policies.h"
#include "fovea/layers/augmentation/augmentation.h"

namespace fovea {

struct RandAugmentOptions {
  ByName by_name = ByName();
  Numbers value_range = {0, 255};
  std::int64_t num_ops = 2;
  Numbers factor = 0.5;
  std::string interpolation = "bilinear";
  std::optional<std::int64_t> seed = {};
  std::string data_format = "channels_last";
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "RandAugment";
  static const Fields<RandAugmentOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const { return policy(); }
  std::shared_ptr<const Policy> policy() const;
};

/// num_ops of eleven augmentations, drawn for each batch. Equalization, one of them, counts the values of the whole batch
/// in a model, and those of each picture alone where single pictures are changed (`change`).
/// Errors   usage: a factor beyond 0..1, another interpolation, a value_range of other than two numbers; in training, num_ops
///          below 1
/// Source   keras/src/layers/preprocessing/image_preprocessing/rand_augment.py, 3.15
class RandAugment : public Layer {
 public:
  explicit RandAugment(const RandAugmentOptions& options = {});
};

class RandAugmentBase : public AugmentationBase<RandAugmentOptions> {
 public:
  using AugmentationBase::AugmentationBase;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

struct AugMixOptions {
  ByName by_name = ByName();
  Numbers value_range = {0, 255};
  std::int64_t num_chains = 3;
  std::int64_t chain_depth = 3;
  Numbers factor = 0.3;
  double alpha = 1;
  bool all_ops = true;
  std::string interpolation = "bilinear";
  std::optional<std::int64_t> seed = {};
  std::string data_format = "channels_last";
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "AugMix";
  static const Fields<AugMixOptions>& fields();
  void settle(const ArgumentRules& rules);
  PictureChangePtr change() const { return policy(); }
  MixtureOptions mixture() const;
  std::shared_ptr<const Policy> policy() const;
};

/// A mixture of pictures and num_chains augmented forms of them, each chain_depth augmentations long at most.
/// Equalization counts as in RandAugment.
/// Errors   usage: a factor beyond 0..1, another interpolation, a value_range of other than two numbers; in training,
///          num_chains, chain_depth or alpha not above 0
/// Source   keras/src/layers/preprocessing/image_preprocessing/aug_mix.py, 3.15
class AugMix : public Layer {
 public:
  explicit AugMix(const AugMixOptions& options = {});
};

class AugMixBase : public AugmentationBase<AugMixOptions> {
 public:
  using AugmentationBase::AugmentationBase;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
