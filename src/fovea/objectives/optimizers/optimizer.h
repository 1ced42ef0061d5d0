#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "fovea/base/named.h"
#include "fovea/base/threads.h"
#include "fovea/graph/variable.h"

namespace fovea {

/// Turns gradients into new weights.
/// Source   keras/src/optimizers, 3.15
class Optimizer : public Configured {
 public:
  /// A fresh one of the same options, without state.
  virtual std::shared_ptr<Optimizer> fresh() const = 0;
  /// Makes the slots for these weights. Errors   usage: built for other weights before
  virtual void build(const std::vector<VariablePtr>& weights) = 0;
  /// Everything a checkpoint needs, in Keras' order and with Keras' paths: iteration, learning_rate, slots.
  virtual const std::vector<VariablePtr>& variables() const = 0;
  /// One update; gradients in the order of build(). Bit-identical at any number of threads.
  virtual void apply(std::span<const float* const> gradients, Team& team) = 0;
  virtual std::int64_t iterations() const = 0;
  /// The rate that the next update will use.
  virtual double learning_rate() const = 0;
  /// What the loss is multiplied by before its gradients are taken; apply() divides them by it again.
  virtual double loss_scale() const = 0;
  /// Puts the moving average of the weights, if there is one, in their place: the end of training.
  virtual void finish() = 0;
  /// Errors   usage: the rate follows a schedule
  virtual void set_learning_rate(double rate) = 0;
};

template <>
const Registry<Optimizer>& registry<Optimizer>();

}  // namespace fovea
