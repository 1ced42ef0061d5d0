#include "fovea/objectives/metrics/auc.h"

#include <algorithm>
#include <cmath>

namespace fovea {
namespace {

struct Point {
  double x, y;
};

/// A point of the curve; from_logits and the like are behind it.
Point point(const std::string& curve, const ThresholdCounts::Counts& c) {
  const double recall = ratio(c.true_positives, c.true_positives + c.false_negatives);
  if (curve == "ROC") return {ratio(c.false_positives, c.false_positives + c.true_negatives), recall};
  if (curve == "PR") return {recall, ratio(c.true_positives, c.true_positives + c.false_positives)};
  // Gains: rates on a harmonic scale from that of the always-yes answer (0) to 1.
  if (c.true_positives == 0) return {0, 1};
  const double scale = ratio(c.true_positives + c.false_negatives, c.true_negatives + c.false_positives);
  return {std::max(1 - scale * ratio(c.false_negatives, c.true_positives), 0.0),
          1 - scale * ratio(c.false_positives, c.true_positives)};
}

/// Keras takes these words in any of its own spellings and stores one.
std::string one_of(const std::string& key, const std::string& value, const std::vector<std::string>& known) {
  for (const std::string& word : known)
    if (edit_distance(word, value) == 0) return word;  // whatever their case
  fail(ErrorKind::usage, "AUC: " + key + " '" + value + "' is not known. " + suggest(value, known));
}

}  // namespace

const Fields<AUCOptions>& AUCOptions::fields() {
  using O = AUCOptions;
  static const Fields<O> list = Fields<O>()
                                    .add("num_thresholds", &O::num_thresholds)
                                    .add("curve", &O::curve)
                                    .add("summation_method", &O::summation_method)
                                    .add("name", &O::name)
                                    .add("dtype", &O::dtype)
                                    .add("thresholds", &O::thresholds)
                                    .when_set()
                                    .add("multi_label", &O::multi_label)
                                    .add("num_labels", &O::num_labels)
                                    .add("label_weights", &O::label_weights)
                                    .add("from_logits", &O::from_logits)
                                    .written_first({"name", "dtype", "num_thresholds", "curve", "summation_method",
                                                    "multi_label", "num_labels", "label_weights", "from_logits"});
  return list;
}

AUC::AUC(const Options& options) : ComparingMetricOf(options) {
  options_.curve = one_of("curve", options.curve, {"ROC", "PR", "PRGAIN"});
  options_.summation_method =
      one_of("summation_method", options.summation_method, {"interpolation", "majoring", "minoring"});
  if (options.num_labels && !options.multi_label)
    fail(ErrorKind::usage, "AUC: num_labels is for multi_label=True alone. Received num_labels=" +
                               std::to_string(*options.num_labels) + ".");
  constexpr double epsilon = 1e-7;
  std::vector<double> thresholds{-epsilon};
  if (options.thresholds) {
    std::vector<double> given = *options.thresholds;
    std::ranges::sort(given);
    for (const double t : given)
      if (!(t >= 0 && t <= 1))
        fail(ErrorKind::usage, "AUC: thresholds must be in [0, 1]. Received " + Json(t).dump() + ".");
    thresholds.insert(thresholds.end(), given.begin(), given.end());
    options_.num_thresholds = static_cast<std::int64_t>(given.size()) + 2;
    options_.thresholds = given;
  } else {
    check_num_thresholds("AUC", options.num_thresholds, 2);
    for (std::int64_t i = 1; i < options.num_thresholds - 1; ++i)
      thresholds.push_back(static_cast<double>(i) / static_cast<double>(options.num_thresholds - 1));
  }
  thresholds.push_back(1 + epsilon);
  counts_ = ThresholdCounts(thresholds);
}

void AUC::check(const Shape& y_true, const Shape& y_pred) const {
  ComparingMetric::check(y_true, y_pred);
  const auto refuse = [&](const std::string& rule) {
    fail(ErrorKind::shape,
         "AUC '" + name() + "': takes " + rule + ". Received predictions of shape " + to_string(y_pred) + ".");
  };
  const std::int64_t labels = y_pred.rank() > 1 ? y_pred[-1] : 1;
  if (options_.multi_label && y_pred.rank() != 2) refuse("predictions of shape (N, labels) with multi_label");
  if (options_.num_labels && *options_.num_labels != labels)
    refuse(std::to_string(*options_.num_labels) + " labels, as num_labels says");
  if (options_.label_weights && static_cast<std::int64_t>(options_.label_weights->size()) != labels)
    refuse(std::to_string(options_.label_weights->size()) + " labels, as label_weights says");
}

void AUC::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  const std::int64_t labels = y_pred.shape().rank() > 1 ? y_pred.shape()[-1] : 1;
  if (options_.multi_label) counts_.set_outputs(labels);
  each_row(y_true, y_pred, sample_weight,
           [&](const float* predictions, const auto* truth, const Rows& rows, double weight) {
             for (std::int64_t i = 0; i < rows.positions; ++i) {
               const std::int64_t label = i % labels;
               const float p = options_.from_logits ? 1 / (1 + std::exp(-predictions[i])) : predictions[i];
               const bool weighs = options_.label_weights && !options_.multi_label;
               const double own = weighs ? (*options_.label_weights)[static_cast<std::size_t>(label)] : 1;
               counts_.add(options_.multi_label ? label : 0, p, truth[i] != 0, weight * own);
             }
           });
}

double AUC::interpolated_precision(const std::vector<Counts>& counts) const {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < counts.size(); ++i) {
    const Counts &a = counts[i], &b = counts[i + 1];
    const double yes = a.true_positives + a.false_positives, next = b.true_positives + b.false_positives;
    const double gained = a.true_positives - b.true_positives;
    const double slope = ratio(gained, std::max(yes - next, 0.0)), intercept = b.true_positives - slope * next;
    const double growth = yes > 0 && next > 0 ? yes / next : 1;
    sum += ratio(slope * (gained + intercept * std::log(growth)), b.true_positives + b.false_negatives);
  }
  return sum;
}

double AUC::area(const std::vector<Counts>& counts) const {
  const std::string& method = options_.summation_method;
  if (options_.curve == "PR" && method == "interpolation") return interpolated_precision(counts);
  double sum = 0;
  for (std::size_t i = 0; i + 1 < counts.size(); ++i) {
    const Point a = point(options_.curve, counts[i]), b = point(options_.curve, counts[i + 1]);
    const double height = method == "minoring"   ? std::min(a.y, b.y)
                          : method == "majoring" ? std::max(a.y, b.y)
                                                 : (a.y + b.y) / 2;
    sum += (a.x - b.x) * height;
  }
  return sum;
}

double AUC::result() const {
  double sum = 0, weights = 0;
  for (std::int64_t label = 0; label < counts_.outputs(); ++label) {
    const bool weighs = options_.label_weights && options_.multi_label;
    const double weight = weighs ? (*options_.label_weights)[static_cast<std::size_t>(label)] : 1;
    sum += weight * area(counts_.of(label));
    weights += weight;
  }
  return ratio(sum, weights);
}

}  // namespace fovea
