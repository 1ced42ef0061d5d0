#pragma once
#include "fovea/kernels/image/picture_change.h"
#include "fovea/kernels/image/value_range.h"

namespace fovea {

/// Some of the changes one after the other, the same for all pictures of a batch; each keeps the numbers that it drew
/// for the picture wherever it comes up. Numbers: layer_idxes, then those of all changes ("0.angle", ...).
PictureChangePtr change_by_some(std::vector<PictureChangePtr> changes, std::int64_t operations);

/// A mixture of a picture and of several chains of changes.
struct MixtureOptions {
  std::int64_t chains = 3;
  std::int64_t depth = 3;  ///< changes in a chain; each place may stay empty
  double alpha = 1;        ///< of the weights' distributions
  ValueRange range;
};

/// Which change stands where and the weights are the same for all pictures of a batch. Numbers: chain_mixing_weights,
/// weight_sample (the part of the picture itself), layers (an index or -1, chain by chain), parameters (those of the
/// change at each place).
/// Input    changes: their numbers do not depend on the picture's shape
PictureChangePtr mix_changed(std::vector<PictureChangePtr> changes, const MixtureOptions& options);

}  // namespace fovea
