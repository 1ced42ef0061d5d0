#include "fovea/objectives/metrics/agreement.h"

#include <algorithm>
#include <cmath>

#include "fovea/objectives/metrics/largest.h"
#include "fovea/objectives/metrics/threshold_counts.h"

namespace fovea {

Compared ClassConfusion::form(const Shape& y_true, const Shape& y_pred) const {
  if (y_pred.rank() < 2 || y_pred[-1] == 1) return Compared::numbers;
  return y_true.rank() == y_pred.rank() && y_true[-1] == y_pred[-1] ? Compared::one_hot : Compared::index;
}

void ClassConfusion::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  check(y_true.shape(), y_pred.shape());
  const Compared compared = form(y_true.shape(), y_pred.shape());
  const std::size_t classes = compared == Compared::numbers ? 2 : static_cast<std::size_t>(y_pred.shape()[-1]);
  if (classes != classes_) {
    classes_ = classes;
    counts_.assign(classes * classes, 0);
  }
  each_position(
      y_true, y_pred, sample_weight,
      [&](const float* predictions, const auto* labels, std::int64_t count, double weight) {
        const std::int64_t predicted =
            compared == Compared::numbers ? (*predictions > 0.5f ? 1 : 0) : position_of_largest(predictions, count);
        const auto label =
            compared == Compared::one_hot ? position_of_largest(labels, count) : static_cast<std::int64_t>(*labels);
        if (label < 0 || label >= static_cast<std::int64_t>(classes))
          fail(ErrorKind::usage, std::string(class_name()) + " '" + name() + "': labels must be 0 to " +
                                     std::to_string(classes - 1) + ". Received " + std::to_string(label) + ".");
        counts_[static_cast<std::size_t>(label) * classes + static_cast<std::size_t>(predicted)] += weight;
      });
}

void ClassConfusion::reset() { std::ranges::fill(counts_, 0.0); }

namespace {

/// What the figures are made of: how often each class is a label, how often a prediction, and both at once.
struct Totals {
  std::vector<double> labels, predictions;
  double right = 0, all = 0;
};

template <class At>
Totals totals(std::size_t classes, const At& at) {
  Totals totals{std::vector<double>(classes), std::vector<double>(classes)};
  for (std::size_t i = 0; i < classes; ++i) {
    for (std::size_t j = 0; j < classes; ++j) {
      totals.labels[i] += at(i, j);
      totals.predictions[j] += at(i, j);
      totals.all += at(i, j);
    }
    totals.right += at(i, i);
  }
  return totals;
}

}  // namespace

double ConfusionMatrix::result() const {
  const Totals found = totals(classes_, [&](auto i, auto j) { return at(i, j); });
  return ratio(found.right, found.all);
}

Array ConfusionMatrix::results() const {
  const auto classes = static_cast<std::int64_t>(classes_);
  Array matrix(Shape{classes, classes});
  std::ranges::transform(counts_, matrix.values<float>().begin(), [](double n) { return static_cast<float>(n); });
  return matrix;
}

double MatthewsCorrelation::result() const {
  const Totals found = totals(classes_, [&](auto i, auto j) { return at(i, j); });
  const double square = found.all * found.all;
  double both = found.right * found.all, labels = square, predictions = square;
  for (std::size_t i = 0; i < classes_; ++i) {
    both -= found.labels[i] * found.predictions[i];
    labels -= found.labels[i] * found.labels[i];
    predictions -= found.predictions[i] * found.predictions[i];
  }
  return labels <= 0 || predictions <= 0 ? 0 : both / std::sqrt(labels * predictions);
}

const Fields<CohenKappaOptions>& CohenKappaOptions::fields() {
  using O = CohenKappaOptions;
  static const Fields<O> list = Fields<O>()
                                    .add("weights", &O::weights)
                                    .add("name", &O::name)
                                    .add("dtype", &O::dtype)
                                    .written_first({"name", "dtype"});
  return list;
}

CohenKappa::CohenKappa(const Options& options) : ComparingMetricOf(options) {
  const std::vector<std::string> known{"linear", "quadratic"};
  if (options.weights && std::ranges::find(known, *options.weights) == known.end())
    fail(ErrorKind::usage,
         "CohenKappa: weights '" + *options.weights + "' is not known. " + suggest(*options.weights, known));
}

double CohenKappa::result() const {
  const Totals found = totals(classes_, [&](auto i, auto j) { return at(i, j); });
  double seen = 0, expected = 0;
  for (std::size_t i = 0; i < classes_; ++i)
    for (std::size_t j = 0; j < classes_; ++j) {
      const double distance = static_cast<double>(i) - static_cast<double>(j);
      const double weight = !options_.weights               ? (i == j ? 0 : 1)
                            : *options_.weights == "linear" ? std::abs(distance)
                                                            : distance * distance;
      seen += weight * at(i, j);
      expected += weight * ratio(found.labels[i] * found.predictions[j], found.all);
    }
  return expected == 0 ? 0 : 1 - seen / expected;
}

}  // namespace fovea
