#pragma once
#include <cstdint>

#include "fovea/base/fixed_text.h"
#include "fovea/objectives/metrics/metric.h"

namespace fovea {

/// What one figure of a metric is made from.
enum class Compared : std::uint8_t {
  numbers,  ///< one prediction and one label
  one_hot,  ///< the predictions of all classes and as many labels
  index     ///< the predictions of all classes and the index of one
};

/// A metric that looks at predictions and labels position by position.
class ComparingMetric : public Metric {
 public:
  explicit ComparingMetric(Compared compared) : compared_(compared) {}
  void check(const Shape& y_true, const Shape& y_pred) const override;

 protected:
  struct Rows {
    std::int64_t count, positions, classes, labels;  ///< rows, positions of a row, numbers of a position
  };

  /// The form of these labels; by default that of the metric.
  virtual Compared form(const Shape&, const Shape&) const { return compared_; }

  /// Calls visit(predictions, labels, rows, weight) for every row: `predictions` points to its first number, `labels` to
  /// its first label in the type of y_true.
  /// Errors   shape: check(), another number of rows
  template <class Visit>
  void each_row(const Array& y_true, const Array& y_pred, const float* sample_weight, const Visit& visit) {
    const Rows rows = rows_of(y_true, y_pred);
    const auto go = [&](const auto* labels) {
      const float* predictions = y_pred.values<float>().data();
      for (std::int64_t row = 0; row < rows.count; ++row) {
        visit(predictions, labels, rows, sample_weight == nullptr ? 1 : static_cast<double>(sample_weight[row]));
        predictions += rows.positions * rows.classes;
        labels += rows.positions * rows.labels;
      }
    };
    switch (y_true.dtype()) {
      case DType::f32:
        return go(y_true.values<float>().data());
      case DType::u8:
        return go(y_true.values<std::uint8_t>().data());
      case DType::i32:
        return go(y_true.values<std::int32_t>().data());
      default:
        return go(y_true.values<std::int64_t>().data());
    }
  }

  /// Calls visit(predictions, labels, classes, weight) for every position.
  template <class Visit>
  void each_position(const Array& y_true, const Array& y_pred, const float* sample_weight, const Visit& visit) {
    each_row(y_true, y_pred, sample_weight,
             [&](const float* predictions, const auto* labels, const Rows& rows, double weight) {
               for (std::int64_t i = 0; i < rows.positions; ++i)
                 visit(predictions + i * rows.classes, labels + i * rows.labels, rows.classes, weight);
             });
  }

 private:
  Rows rows_of(const Array& y_true, const Array& y_pred) const;
  /// The way out for those who have the other form of labels: a class that is named alike, where there is one.
  std::string other_class(const std::string& what) const;

  Compared compared_;
};

/// A metric written from its options struct, which has a name.
template <class Impl, class OptionsType, Compared compared, class Base>
class ComparingMetricOf : public Base {
 public:
  using Options = OptionsType;
  explicit ComparingMetricOf(const Options& options) : Base(compared), options_(options) {
    if (options_.dtype.is_null()) options_.dtype = "float32";
  }
  Json config() const override { return Options::fields().write(&options_); }
  std::string name() const override { return options_.name; }
  std::shared_ptr<Metric> fresh() const override { return std::make_shared<Impl>(options_); }

 protected:
  Options options_;
};

/// Options of a metric that has no arguments of its own.
template <FixedText default_name>
struct PlainMetricOptions {
  ByName by_name = ByName();
  std::string name = default_name.text;
  Json dtype = "float32";

  static const Fields<PlainMetricOptions>& fields() {
    using O = PlainMetricOptions;
    static const Fields<O> list = Fields<O>().add("name", &O::name).add("dtype", &O::dtype);
    return list;
  }
};

}  // namespace fovea
