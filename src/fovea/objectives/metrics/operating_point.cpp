#include "fovea/objectives/metrics/operating_point.h"

#include <algorithm>

#include "fovea/base/required.h"

namespace fovea {
namespace {

double sensitivity(const ThresholdCounts::Counts& c) {
  return ratio(c.true_positives, c.true_positives + c.false_negatives);
}
double specificity(const ThresholdCounts::Counts& c) {
  return ratio(c.true_negatives, c.true_negatives + c.false_positives);
}
double precision(const ThresholdCounts::Counts& c) {
  return ratio(c.true_positives, c.true_positives + c.false_positives);
}

template <class O>
Fields<O> fields_of(const char* key, std::optional<double> O::*value) {
  return Fields<O>()
      .add(key, value)
      .add("num_thresholds", &O::num_thresholds)
      .add("class_id", &O::class_id)
      .add("name", &O::name)
      .add("dtype", &O::dtype)
      .written_first({"name", "dtype", "class_id", "num_thresholds"});
}

}  // namespace

void OperatingPoint::start(const char* key, const std::optional<double>& value, std::int64_t num_thresholds) {
  const std::string who(class_name());
  require(who, key, value);
  if (!(*value >= 0 && *value <= 1))
    fail(ErrorKind::usage, who + ": " + key + " must be in [0, 1]. Received " + Json(*value).dump() + ".");
  check_num_thresholds(who, num_thresholds, 1);
  least_ = *value;
  std::vector<double> thresholds{0.5};
  if (num_thresholds > 1) thresholds.clear();
  for (std::int64_t i = 0; num_thresholds > 1 && i < num_thresholds; ++i)
    thresholds.push_back(static_cast<double>(i) / static_cast<double>(num_thresholds - 1));
  counts_ = ThresholdCounts(thresholds);
}

double OperatingPoint::result() const {
  double best = 0;
  for (const Counts& counts : counts_.of(0)) {
    const Rates found = rates(counts);
    // Keras compares in float32.
    if (static_cast<float>(found.kept) >= static_cast<float>(least_)) best = std::max(best, found.wanted);
  }
  return best;
}

const Fields<SensitivityAtSpecificityOptions>& SensitivityAtSpecificityOptions::fields() {
  using O = SensitivityAtSpecificityOptions;
  static const Fields<O> list = fields_of<O>("specificity", &O::specificity);
  return list;
}

SensitivityAtSpecificity::SensitivityAtSpecificity(const Options& options) : OperatingPointOf(options) {
  start("specificity", options.specificity, options.num_thresholds);
}

OperatingPoint::Rates SensitivityAtSpecificity::rates(const Counts& counts) const {
  return {specificity(counts), sensitivity(counts)};
}

const Fields<SpecificityAtSensitivityOptions>& SpecificityAtSensitivityOptions::fields() {
  using O = SpecificityAtSensitivityOptions;
  static const Fields<O> list = fields_of<O>("sensitivity", &O::sensitivity);
  return list;
}

SpecificityAtSensitivity::SpecificityAtSensitivity(const Options& options) : OperatingPointOf(options) {
  start("sensitivity", options.sensitivity, options.num_thresholds);
}

OperatingPoint::Rates SpecificityAtSensitivity::rates(const Counts& counts) const {
  return {sensitivity(counts), specificity(counts)};
}

const Fields<PrecisionAtRecallOptions>& PrecisionAtRecallOptions::fields() {
  using O = PrecisionAtRecallOptions;
  static const Fields<O> list = fields_of<O>("recall", &O::recall);
  return list;
}

PrecisionAtRecall::PrecisionAtRecall(const Options& options) : OperatingPointOf(options) {
  start("recall", options.recall, options.num_thresholds);
}

OperatingPoint::Rates PrecisionAtRecall::rates(const Counts& counts) const {
  return {sensitivity(counts), precision(counts)};
}

const Fields<RecallAtPrecisionOptions>& RecallAtPrecisionOptions::fields() {
  using O = RecallAtPrecisionOptions;
  static const Fields<O> list = fields_of<O>("precision", &O::precision);
  return list;
}

RecallAtPrecision::RecallAtPrecision(const Options& options) : OperatingPointOf(options) {
  start("precision", options.precision, options.num_thresholds);
}

OperatingPoint::Rates RecallAtPrecision::rates(const Counts& counts) const {
  return {precision(counts), sensitivity(counts)};
}

}  // namespace fovea
