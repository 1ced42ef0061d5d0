#pragma once
#include "fovea/objectives/losses/loss_of.h"

namespace fovea {

/// Which axes the sums of an overlap go over: None for all of them, the samples' too.
/// Source   keras/src/losses/losses.py, 3.15
template <class OptionsType>
class OverlapLoss : public LossOf<OptionsType> {
 public:
  OverlapLoss(const std::string& who, const OptionsType& options);
  std::int64_t values_per_sample(const Shape& predictions) const override;
  ValueId emit(Graph& graph, ValueId predictions, ValueId target) const override;

 protected:
  /// 1 - overlap from what the sums go over.
  virtual Expression overlap(const Expression& predictions, const Expression& labels,
                             const std::vector<int>& axes) const = 0;

 private:
  std::vector<int> axes_of(int rank) const;
};

struct DiceOptions {
  ByName by_name = ByName();
  std::string reduction = "sum_over_batch_size";
  std::string name = "dice";
  Json axis = {};
  Json dtype = {};

  static const Fields<DiceOptions>& fields();
};

/// 1 - 2 * sum of t * p / (sum of t + sum of p).
/// Input    predictions (N, ...) float32, target the same shape
/// Output   () where axis is None: the whole batch has one loss; else (N)
/// Errors   usage: an axis that is none, or the samples' among others
/// Source   keras/src/losses/losses.py, 3.15
class Dice : public OverlapLoss<DiceOptions> {
 public:
  explicit Dice(const Options& options = {}) : OverlapLoss("Dice", options) {}
  std::string_view class_name() const override { return "Dice"; }

 protected:
  Expression overlap(const Expression& predictions, const Expression& labels,
                     const std::vector<int>& axes) const override;
};

struct TverskyOptions {
  ByName by_name = ByName();
  double alpha = 0.5;
  double beta = 0.5;
  std::string reduction = "sum_over_batch_size";
  std::string name = "tversky";
  Json axis = {};
  Json dtype = {};

  static const Fields<TverskyOptions>& fields();
};

/// 1 - I / (I + alpha * sum of t * (1 - p) + beta * sum of p * (1 - t)), I the sum of t * p.
/// Input    predictions (N, ...) float32, target the same shape
/// Output   () where axis is None: the whole batch has one loss; else (N)
/// Errors   usage: an axis that is none, or the samples' among others
/// Source   keras/src/losses/losses.py, 3.15
class Tversky : public OverlapLoss<TverskyOptions> {
 public:
  explicit Tversky(const Options& options = {}) : OverlapLoss("Tversky", options) {}
  std::string_view class_name() const override { return "Tversky"; }

 protected:
  Expression overlap(const Expression& predictions, const Expression& labels,
                     const std::vector<int>& axes) const override;
};

}  // namespace fovea
