#pragma once
#include <memory>
#include <span>
#include <vector>

#include "fovea/graph/graph.h"

namespace fovea {

/// What the statistics of training pictures make of a picture: (x - mean) / (deviation + 1e-6) by channel, then its numbers
/// times a matrix that takes their correlation away. Empty lists do nothing.
/// Source   keras/src/legacy/preprocessing/image.py ImageDataGenerator.standardize, 3.15
struct InputStandard {
  std::vector<float> mean, deviation;  ///< one a channel
  std::vector<float> whitening;        ///< (numbers of a picture) squared

  /// Errors   shape: pictures that the matrix does not fit
  ValueId emit(Graph& g, ValueId x) const;
  /// Input    picture: of a size that was trained with
  void apply(std::span<float> picture) const;
};

/// What is done to every input before the first layer: x * scale + offset, then what `standard` does.
struct InputScaling {
  double scale = 1, offset = 0;
  std::shared_ptr<const InputStandard> standard = nullptr;
  bool operator==(const InputScaling&) const = default;
};

}  // namespace fovea
