#include "fovea/objectives/metrics/comparing_metric.h"

namespace fovea {
namespace {

/// The dimensions behind the samples' axis.
Shape sample(const Shape& shape) { return shape.rank() == 0 ? shape : shape.tail(1); }

Shape without_last(const Shape& shape) { return Shape(shape.begin(), shape.end() - 1); }

/// One of them may have a last axis of 1 that the other lacks.
bool same_but_for_column(const Shape& a, const Shape& b) {
  if (a == b) return true;
  if (a.rank() == b.rank() + 1) return a[-1] == 1 && without_last(a) == b;
  return b.rank() == a.rank() + 1 && b[-1] == 1 && without_last(b) == a;
}

}  // namespace

void ComparingMetric::check(const Shape& y_true, const Shape& y_pred) const {
  const Shape labels = sample(y_true), predictions = sample(y_pred);
  const Compared compared = form(y_true, y_pred);
  const auto refuse = [&](const std::string& rule, const std::string& way_out) {
    fail(ErrorKind::shape, std::string(class_name()) + " '" + name() + "': takes " + rule +
                               ". Received labels of shape " + to_string(y_true) + " and predictions of shape " +
                               to_string(y_pred) + "." + way_out);
  };
  if (compared == Compared::numbers) {
    if (!same_but_for_column(labels, predictions)) refuse("labels of the predictions' shape", "");
    return;
  }
  if (predictions.rank() == 0) refuse("one prediction for each class", "");
  const Shape positions = without_last(predictions);
  const bool column = labels.rank() == predictions.rank() && labels[-1] == 1 && without_last(labels) == positions;
  const bool indices = labels == positions || column, one_hot = labels == predictions;
  if (compared == Compared::index && !indices)
    refuse("the index of one class for each sample", one_hot ? other_class("one-hot labels") : "");
  if (compared == Compared::one_hot && !one_hot)
    refuse("one-hot labels of the predictions' shape", indices ? other_class("class indices") : "");
}

std::string ComparingMetric::other_class(const std::string& what) const {
  constexpr std::string_view sparse = "Sparse";
  const std::string own(class_name());
  const std::string other = own.starts_with(sparse) ? own.substr(sparse.size()) : std::string(sparse) + own;
  return registry<Metric>().find(other) == nullptr ? "" : " Use " + other + " for " + what + ".";
}

ComparingMetric::Rows ComparingMetric::rows_of(const Array& y_true, const Array& y_pred) const {
  check(y_true.shape(), y_pred.shape());
  if (y_true.rows() != y_pred.rows())
    fail(ErrorKind::shape, std::string(class_name()) + " '" + name() + "': takes a label for each sample. Received " +
                               std::to_string(y_true.rows()) + " rows of labels and " +
                               std::to_string(y_pred.rows()) + " of predictions.");
  const Compared compared = form(y_true.shape(), y_pred.shape());
  const std::int64_t classes = compared == Compared::numbers ? 1 : y_pred.shape()[-1];
  const std::int64_t numbers = y_pred.shape().count(1, y_pred.shape().rank());
  return {y_pred.rows(), classes == 0 ? 0 : numbers / classes, classes, compared == Compared::one_hot ? classes : 1};
}

}  // namespace fovea
