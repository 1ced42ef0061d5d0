#include "fovea/objectives/metrics/threshold_metric.h"

#include <algorithm>
#include <functional>

namespace fovea {
namespace {
/// Keras' mark of predictions that are not among the k largest: below every threshold.
constexpr float out = -1e10f;
}  // namespace

const float* ThresholdMetric::only_top(const float* predictions, std::int64_t classes, std::int64_t k) {
  if (k >= classes) return predictions;
  top_.assign(predictions, predictions + classes);
  sorted_ = top_;
  const auto last = sorted_.begin() + (k - 1);
  std::nth_element(sorted_.begin(), last, sorted_.end(), std::greater<>());
  const float smallest = *last;
  // Of equal ones the first are taken.
  auto equal = k - std::ranges::count_if(top_, [&](float p) { return p > smallest; });
  for (float& p : top_)
    if (p < smallest || (p == smallest && --equal < 0)) p = out;
  return top_.data();
}

void ThresholdMetric::count(const Array& y_true, const Array& y_pred, const float* sample_weight,
                            const Selection& selection) {
  const std::int64_t classes = y_pred.shape().rank() > 1 ? y_pred.shape()[-1] : 1;
  const std::int64_t only = selection.class_id.value_or(0);
  if (only < 0 || only >= classes)
    fail(ErrorKind::usage, std::string(class_name()) + " '" + name() + "': class_id must be 0 to " +
                               std::to_string(classes - 1) + ". Received " + std::to_string(only) + ".");
  each_row(y_true, y_pred, sample_weight,
           [&](const float* predictions, const auto* labels, const Rows& rows, double weight) {
             for (std::int64_t begin = 0; begin < rows.positions; begin += classes) {
               const float* row = predictions + begin;
               if (selection.top_k) row = only_top(row, classes, *selection.top_k);
               const std::int64_t first = selection.class_id ? only : 0,
                                  end = selection.class_id ? only + 1 : classes;
               for (std::int64_t i = first; i < end; ++i) counts_.add(0, row[i], labels[begin + i] != 0, weight);
             }
           });
}

Array ThresholdMetric::results() const {
  Array figures(counts_.size() == 1 ? Shape{} : Shape{counts_.size()});
  auto to = figures.values<float>().begin();
  for (const Counts& counts : counts_.of(0)) *to++ = static_cast<float>(figure(counts));
  return figures;
}

double ThresholdMetric::result() const {
  double sum = 0;
  for (const Counts& counts : counts_.of(0)) sum += figure(counts);
  return sum / static_cast<double>(counts_.size());
}

}  // namespace fovea
