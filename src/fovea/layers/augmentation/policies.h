#pragma once
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
  PictureChangePtr change() const;
};

/// num_ops of eleven augmentations, drawn for each batch.
/// Errors   usage: a factor beyond 0..1, another interpolation, a value_range of other than two numbers; in training, num_ops
///          below 1
/// Source   keras/src/layers/preprocessing/image_preprocessing/rand_augment.py, 3.15. Equalization, one of the eleven, counts
///          the values of each picture alone
using RandAugment = Augmentation<RandAugmentOptions>;

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
  PictureChangePtr change() const;
};

/// A mixture of pictures and num_chains augmented forms of them, each chain_depth augmentations long at most.
/// Errors   usage: a factor beyond 0..1, another interpolation, a value_range of other than two numbers; in training,
///          num_chains, chain_depth or alpha not above 0
/// Source   keras/src/layers/preprocessing/image_preprocessing/aug_mix.py, 3.15. Equalization counts as in RandAugment
using AugMix = Augmentation<AugMixOptions>;

}  // namespace fovea
