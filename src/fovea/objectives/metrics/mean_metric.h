#pragma once
#include <cstdint>

#include "fovea/objectives/metrics/metric.h"

namespace fovea {

/// What one figure of a metric is made from.
enum class Compared : std::uint8_t {
  numbers,  ///< one prediction and one label
  one_hot,  ///< the predictions of all classes and as many labels
  index     ///< the predictions of all classes and the index of one
};

/// The mean over samples of the mean over each sample's positions, weighted by sample.
/// Source   keras/src/metrics/reduction_metrics.py, 3.15; summed in double
class MeanMetric : public Metric {
 public:
  explicit MeanMetric(Compared compared) : compared_(compared) {}
  void check(const Shape& y_true, const Shape& y_pred) const override;
  void reset() override { total_ = count_ = 0; }
  double result() const override { return count_ == 0 ? 0 : total_ / count_; }

 protected:
  /// Adds value(predictions, labels, classes) of every position: `predictions` points to its `classes` numbers,
  /// `labels` to its label or labels, in the type of y_true.
  template <class Value>
  void gather(const Array& y_true, const Array& y_pred, const float* sample_weight, const Value& value) {
    const Rows rows = rows_of(y_true, y_pred);
    const auto add = [&](const auto* labels) {
      const float* predictions = y_pred.values<float>().data();
      for (std::int64_t row = 0; row < rows.count; ++row) {
        double sum = 0;
        for (std::int64_t i = 0; i < rows.positions; ++i, predictions += rows.classes, labels += rows.labels)
          sum += value(predictions, labels, rows.classes);
        const double weight = sample_weight == nullptr ? 1 : static_cast<double>(sample_weight[row]);
        total_ += weight * (sum / static_cast<double>(rows.positions));
        count_ += weight;
      }
    };
    switch (y_true.dtype()) {
      case DType::f32:
        return add(y_true.values<float>().data());
      case DType::u8:
        return add(y_true.values<std::uint8_t>().data());
      case DType::i32:
        return add(y_true.values<std::int32_t>().data());
      default:
        return add(y_true.values<std::int64_t>().data());
    }
  }

 private:
  struct Rows {
    std::int64_t count, positions, classes, labels;  ///< rows, positions of a row, numbers of a position
  };
  Rows rows_of(const Array& y_true, const Array& y_pred) const;
  /// The class for the other form of labels, which is named alike: TopKCategoricalAccuracy,
  /// SparseTopKCategoricalAccuracy.
  std::string other_class() const;

  Compared compared_;
  double total_ = 0, count_ = 0;
};

/// A metric written from its options struct, which has a name.
template <class Impl, class OptionsType, Compared compared>
class MetricOf : public MeanMetric {
 public:
  using Options = OptionsType;
  explicit MetricOf(const Options& options) : MeanMetric(compared), options_(options) {
    if (options_.dtype.is_null()) options_.dtype = "float32";
  }
  Json config() const override { return Options::fields().write(&options_); }
  std::string name() const override { return options_.name; }
  std::shared_ptr<Metric> fresh() const override { return std::make_shared<Impl>(options_); }

 protected:
  Options options_;
};

}  // namespace fovea
