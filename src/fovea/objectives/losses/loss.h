#pragma once
#include <string>

#include "fovea/base/named.h"
#include "fovea/graph/graph.h"

namespace fovea {

/// What a loss compares predictions with.
enum class LabelForm : std::uint8_t {
  indices,  ///< one class index a sample, int64
  values    ///< numbers of the predictions' shape, float32
};

/// A loss of one output.
/// Source   keras/src/losses, 3.15
class Loss : public Configured {
 public:
  virtual std::string name() const = 0;
  virtual LabelForm labels() const { return LabelForm::values; }
  /// True where predictions are taken before softmax or sigmoid.
  virtual bool from_logits() const { return false; }
  /// "sum_over_batch_size" (mean over all samples), "sum" or "mean_with_sample_weight".
  virtual std::string reduction() const = 0;
  /// How many values Keras' loss has for a sample, which a "sum" adds up and emit() averages.
  virtual std::int64_t values_per_sample(const Shape& predictions) const {
    return predictions.rank() < 2 ? 1 : predictions.count(1, predictions.rank() - 1);
  }
  /// Writes the loss of each sample, (N), or of the whole batch, (). Predictions that come from a softmax (or sigmoid) are taken before it, as
  /// Keras does when it compiles a step.
  virtual ValueId emit(Graph& graph, ValueId predictions, ValueId target) const = 0;
};

template <>
const Registry<Loss>& registry<Loss>();

}  // namespace fovea
