#pragma once
#include "fovea/objectives/losses/loss.h"

namespace fovea {

/// "sum_over_batch_size" ("mean" means the same), "sum" or "mean_with_sample_weight".
/// Errors   usage: another word; "none", which leaves no single number to train on
std::string checked_reduction(const std::string& who, const std::string& reduction);

/// A loss written from its options struct, which has a name and a reduction.
template <class OptionsType>
class LossOf : public ObjectOf<Loss, OptionsType> {
 public:
  using Options = OptionsType;
  LossOf(const std::string& who, const Options& options) : ObjectOf<Loss, Options>(options) {
    this->options_.reduction = checked_reduction(who, options.reduction);
  }
  std::string name() const override { return this->options_.name; }
  std::string reduction() const override { return this->options_.reduction; }
  bool from_logits() const override {
    if constexpr (requires(Options o) { o.from_logits; })
      return this->options_.from_logits;
    else
      return false;
  }
};

}  // namespace fovea
