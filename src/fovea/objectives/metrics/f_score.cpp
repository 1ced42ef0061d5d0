#include "fovea/objectives/metrics/f_score.h"

#include <algorithm>
#include <cmath>

namespace fovea {
namespace {
constexpr double epsilon = 1e-7;
}

const Fields<FBetaScoreOptions>& FBetaScoreOptions::fields() {
  using O = FBetaScoreOptions;
  static const Fields<O> list = Fields<O>()
                                    .add("average", &O::average)
                                    .add("beta", &O::beta)
                                    .add("threshold", &O::threshold)
                                    .add("name", &O::name)
                                    .add("dtype", &O::dtype)
                                    .written_first({"name", "dtype"});
  return list;
}

const Fields<F1ScoreOptions>& F1ScoreOptions::fields() {
  using O = F1ScoreOptions;
  static const Fields<O> list = Fields<O>()
                                    .add("average", &O::average)
                                    .add("threshold", &O::threshold)
                                    .add("name", &O::name)
                                    .add("dtype", &O::dtype)
                                    .written_first({"name", "dtype"});
  return list;
}

void FScore::start(const std::optional<std::string>& average, double beta, const std::optional<double>& threshold) {
  const std::string who(class_name());
  const std::vector<std::string> known{"micro", "macro", "weighted"};
  if (average && std::ranges::find(known, *average) == known.end())
    fail(ErrorKind::usage, who + ": average '" + *average + "' is not known. " + suggest(*average, known));
  if (!(beta > 0)) fail(ErrorKind::usage, who + ": beta must be above 0. Received " + Json(beta).dump() + ".");
  if (threshold && !(*threshold > 0 && *threshold <= 1))
    fail(ErrorKind::usage,
         who + ": threshold must be above 0 and at most 1. Received " + Json(*threshold).dump() + ".");
  average_ = average.value_or("");
  beta_ = beta;
  if (threshold) threshold_ = static_cast<float>(*threshold);
}

void FScore::check(const Shape& y_true, const Shape& y_pred) const {
  if (y_pred.rank() != 2)
    fail(ErrorKind::shape, std::string(class_name()) + " '" + name() +
                               "': takes predictions of shape (N, classes). Received " + to_string(y_pred) + ".");
  ComparingMetric::check(y_true, y_pred);
}

void FScore::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  check(y_true.shape(), y_pred.shape());
  classes_.resize(static_cast<std::size_t>(y_pred.shape()[1]));
  each_position(y_true, y_pred, sample_weight,
                [&](const float* predictions, const auto* labels, std::int64_t classes, double weight) {
                  const float largest = *std::max_element(predictions, predictions + classes);
                  for (std::int64_t i = 0; i < classes; ++i) {
                    const float p = predictions[i];
                    const bool yes = threshold_ ? p > *threshold_ : p >= largest && std::abs(p) > 1e-9f;
                    const double label = static_cast<double>(labels[i]);
                    Sums& sums = classes_[static_cast<std::size_t>(i)];
                    if (yes) sums.true_positives += weight * label;
                    if (yes) sums.false_positives += weight * (1 - label);
                    if (!yes) sums.false_negatives += weight * label;
                    sums.labels += weight * label;
                  }
                });
}

void FScore::reset() { std::ranges::fill(classes_, Sums{}); }

double FScore::score(const Sums& sums) const {
  const double precision = sums.true_positives / (sums.true_positives + sums.false_positives + epsilon);
  const double recall = sums.true_positives / (sums.true_positives + sums.false_negatives + epsilon);
  const double square = beta_ * beta_;
  return precision * recall / (square * precision + recall + epsilon) * (1 + square);
}

double FScore::result() const {
  if (classes_.empty()) return 0;
  Sums all;
  for (const Sums& sums : classes_) {
    all.true_positives += sums.true_positives;
    all.false_positives += sums.false_positives;
    all.false_negatives += sums.false_negatives;
    all.labels += sums.labels;
  }
  if (average_ == "micro") return score(all);
  double mean = 0;
  for (const Sums& sums : classes_) {
    const double share =
        average_ == "weighted" ? sums.labels / (all.labels + epsilon) : 1 / static_cast<double>(classes_.size());
    mean += score(sums) * share;
  }
  return mean;
}

Array FScore::results() const {
  if (!average_.empty()) return Metric::results();
  Array scores(Shape{static_cast<std::int64_t>(classes_.size())});
  auto to = scores.values<float>().begin();
  for (const Sums& sums : classes_) *to++ = static_cast<float>(score(sums));
  return scores;
}

}  // namespace fovea
