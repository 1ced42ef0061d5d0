#pragma once
#include "fovea/layers/augmentation/augmentation.h"

namespace fovea {

struct MixUpOptions {
  ByName by_name = ByName();
  double alpha = 0.2;
  std::string data_format = "channels_last";
  std::optional<std::int64_t> seed = {};
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "MixUp";
  static const Fields<MixUpOptions>& fields();
  void settle(const ArgumentRules& rules);
  std::shared_ptr<const BatchMixing> mixing() const;
};

/// Pictures mixed with others of the batch, and labels with theirs.
/// Source   keras/src/layers/preprocessing/image_preprocessing/mix_up.py, 3.15
using MixUp = Augmentation<MixUpOptions>;

struct CutMixOptions {
  ByName by_name = ByName();
  Numbers factor = 1;
  std::optional<std::int64_t> seed = {};
  std::string data_format = "channels_last";
  std::optional<std::string> bounding_box_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static constexpr std::string_view class_name = "CutMix";
  static const Fields<CutMixOptions>& fields();
  void settle(const ArgumentRules& rules);
  std::shared_ptr<const BatchMixing> mixing() const;
};

/// Pictures with a rectangle of others of the batch, and labels mixed by its area.
/// Errors   usage: a factor beyond 0..1
/// Source   keras/src/layers/preprocessing/image_preprocessing/cut_mix.py, 3.15
using CutMix = Augmentation<CutMixOptions>;

}  // namespace fovea
