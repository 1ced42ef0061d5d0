#pragma once
#include <span>
#include <string>
#include <vector>

#include "fovea/base/numbers.h"
#include "fovea/kernels/image/mixing.h"
#include "fovea/kernels/image/value_range.h"
#include "fovea/kernels/image/warp.h"
#include "fovea/layers/layer.h"

/// Layers as changes of pictures: what a training step runs, and what prepares data without a model.
namespace fovea {

/// A layer that changes each picture by itself.
class ChangesPictures {
 public:
  virtual ~ChangesPictures() = default;
  /// Errors   unsupported: arguments that can be kept in files, but not acted upon
  virtual PictureChangePtr change() const = 0;
};

/// A layer that mixes the pictures of a batch, and their labels. Inside a model it is inert, as labels are out of its
/// reach.
class MixesBatches {
 public:
  virtual ~MixesBatches() = default;
  virtual std::shared_ptr<const BatchMixing> mixing() const = 0;
};

/// What layers do in training, in their order. in_sequence(...) acts as they would in a model, FusedChange in fewer passes.
/// Errors   usage: a layer that is no augmentation of single pictures, with the way out
std::vector<PictureChangePtr> picture_changes(std::span<const Layer> layers);

/// The same with layers that mix the pictures of a batch, and with Equalization, which counts the whole batch: as Keras'
/// layers are mapped over the batches of a data set. RandAugment and AugMix draw and count for each picture.
/// Output   at least one stage; the last has no mixing
/// Errors   usage: a layer that is no augmentation, with the way out
std::vector<AugmentationStage> augmentation_stages(std::span<const Layer> layers);

/// Writes the change of pictures into a graph.
/// Input    x: (N, H, W, C) of any type
/// Output   pictures of e.dtype
/// Errors   shape: pictures that lack what the change needs
ValueId emit_change(const Emitter& e, ValueId x, const PictureChangePtr& change, std::uint64_t stream,
                    const std::string& who);

/// Arguments in the form of changes: two numbers in order, or (-f, f) of the number f.
Interval interval_of(const Numbers& factor);
/// The same, beginning at a sum with 1.
Interval about_one(const Numbers& factor);
ValueRange range_of(const Numbers& pair);
/// Input    fill_mode and interpolation: as ArgumentRules lets them pass
WarpStyle warp_style(const std::string& fill_mode, double fill_value, const std::string& interpolation);

}  // namespace fovea
