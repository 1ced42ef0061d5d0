#pragma once
#include <memory>
#include <string>

#include "fovea/base/array.h"
#include "fovea/base/named.h"

namespace fovea {

/// A figure that is gathered over batches of any size. Update allocates nothing.
/// Source   keras/src/metrics, 3.15
class Metric : public Configured {
 public:
  virtual std::string name() const = 0;
  /// A fresh one of the same options.
  virtual std::shared_ptr<Metric> fresh() const = 0;
  virtual void reset() = 0;
  /// Rows of labels (float32 of the predictions' shape, or int64 indices) and predictions (float32); sample_weight is
  /// null or has one float for each row.
  virtual void update(const Array& y_true, const Array& y_pred, const float* sample_weight) = 0;
  virtual double result() const = 0;
};

template <>
const Registry<Metric>& registry<Metric>();

/// What "accuracy", "acc", "crossentropy" or "ce" stands for with this output and these labels; other names come from the
/// registry. Errors   usage: an unknown name
std::shared_ptr<Metric> resolve_metric(const std::string& name, const Shape& output, const Shape& labels);

}  // namespace fovea
