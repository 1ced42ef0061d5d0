#pragma once
#include "fovea/kernels/image/change_list.h"
#include "fovea/kernels/image/value_range.h"

namespace fovea {

/// Changes at places, one after the other; which one stands where is drawn for the whole batch.
class Policy : public ChangeList {
 public:
  using ChangeList::ChangeList;

  virtual std::int64_t places() const = 0;
  /// What stands at a place, or null.
  virtual const PictureChange* at(std::int64_t place, std::span<const float> numbers) const noexcept = 0;
  /// Its numbers, of those of a picture.
  virtual std::span<const float> numbers_at(std::int64_t place, const PictureShape& shape,
                                            std::span<const float> numbers) const noexcept = 0;
};

/// What a policy does at one place, where all it draws is drawn again: a CountingChange, if any of its changes is, so that
/// a batch can be counted as it is there.
PictureChangePtr at_place(std::shared_ptr<const Policy> policy, std::int64_t place);

/// Some of the changes one after the other, the same for all pictures of a batch; each keeps the numbers that it drew
/// for the picture wherever it comes up. Numbers: layer_idxes, then those of all changes ("0.angle", ...).
std::shared_ptr<const Policy> change_by_some(std::vector<PictureChangePtr> changes, std::int64_t operations);

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
std::shared_ptr<const Policy> mix_changed(std::vector<PictureChangePtr> changes, const MixtureOptions& options);

/// The last step of such a mixture. Its pictures have the channels of the picture, then those that each chain gave.
/// Input    mixture: of these options
PictureChangePtr mix_chains(std::shared_ptr<const Policy> mixture, const MixtureOptions& options);

}  // namespace fovea
