#pragma once
#include "fovea/base/fixed_text.h"
#include "fovea/objectives/losses/expression.h"
#include "fovea/objectives/losses/loss.h"

namespace fovea {

/// "sum_over_batch_size" ("mean" means the same), "sum" or "mean_with_sample_weight".
/// Errors   usage: another word; "none", which leaves no single number to train on
std::string checked_reduction(const std::string& who, const std::string& reduction);

/// What every loss takes behind its own arguments, and the start of Keras' config.
template <class O>
Fields<O>& add_loss_fields(Fields<O>& fields) {
  return fields.add("reduction", &O::reduction)
      .add("name", &O::name)
      .add("dtype", &O::dtype)
      .not_in_config()
      .written_first({"name", "reduction"});
}

/// Options of a loss that has no arguments of its own.
template <FixedText default_name>
struct PlainLossOptions {
  ByName by_name = ByName();
  std::string reduction = "sum_over_batch_size";
  std::string name = default_name.text;
  Json dtype = {};

  static const Fields<PlainLossOptions>& fields() {
    static const Fields<PlainLossOptions> list = [] {
      Fields<PlainLossOptions> fields;
      return add_loss_fields(fields);
    }();
    return list;
  }
};

/// Keras' epsilon, which keeps logarithms and divisions from 0.
inline constexpr double loss_epsilon = 1e-7;

/// Errors   usage: classes on another axis than the last
void check_last_axis(const std::string& who, std::int64_t axis);
/// Errors   usage: label_smoothing outside [0, 1]
void check_smoothing(const std::string& who, double label_smoothing);
/// The mean over every axis but the samples'.
ValueId mean_of_positions(const Expression& values);

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

/// A loss that is a formula of predictions and labels; its values are averaged over every axis but the samples'.
template <class OptionsType>
class FormulaLoss : public LossOf<OptionsType> {
 public:
  using LossOf<OptionsType>::LossOf;
  ValueId emit(Graph& graph, ValueId predictions, ValueId target) const override {
    return mean_of_positions(values(Expression(graph, predictions), Expression(graph, target)));
  }

 protected:
  virtual Expression values(const Expression& predictions, const Expression& labels) const = 0;
};

}  // namespace fovea
