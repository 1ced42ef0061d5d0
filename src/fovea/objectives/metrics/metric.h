#pragma once
#include <memory>
#include <string>

#include "fovea/base/array.h"
#include "fovea/base/named.h"

namespace fovea {

/// A figure that is gathered over batches of any size. Update allocates nothing after the first batch.
/// Source   keras/src/metrics, 3.15
class Metric : public Configured {
 public:
  virtual std::string name() const = 0;
  /// A fresh one of the same options.
  virtual std::shared_ptr<Metric> fresh() const = 0;
  virtual void reset() = 0;
  /// Refuses labels that this metric cannot compare with such predictions; the samples' axis is not looked at.
  /// Errors   shape: with the metric that can, where there is one
  virtual void check(const Shape& y_true, const Shape& y_pred) const = 0;
  /// Input    y_true: float32, uint8, int32 or int64 of the form that check() asks for; y_pred: float32;
  ///          sample_weight: null, or one number for each row
  /// Errors   shape: check(), another number of rows; dtype; usage: a class index out of range (cross-entropy)
  virtual void update(const Array& y_true, const Array& y_pred, const float* sample_weight) = 0;
  /// Over all batches since reset(); of a metric with several figures their mean.
  virtual double result() const = 0;
  /// Every figure, as Keras shapes them: () for one, (thresholds) or (classes) for several.
  virtual Array results() const { return Array::of<float>({static_cast<float>(result())}, {}); }
};

template <>
const Registry<Metric>& registry<Metric>();

/// Whether Keras has a class of this name among its metrics; others are left out of files that Keras must open.
bool is_keras_metric(std::string_view class_name);

/// The metric that compile() makes of a name, under that name: "accuracy", "acc", "crossentropy" and "ce" by the
/// shapes of output and labels, every other name from the registry. Errors   usage: an unknown name; shape: labels
/// that the metric cannot take Source   keras/src/trainers/compile_utils.py, 3.15, which knows "crossentropy" and
/// "ce" as losses alone
std::shared_ptr<Metric> resolve_metric(const std::string& name, const Shape& output, const Shape& labels);

}  // namespace fovea
