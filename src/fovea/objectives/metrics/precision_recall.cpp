#include "fovea/objectives/metrics/precision_recall.h"

namespace fovea {
namespace {

template <class Options>
ThresholdCounts counts_of(const std::string& who, const Options& options) {
  if (options.top_k && *options.top_k < 1)
    fail(ErrorKind::usage, who + ": top_k must be at least 1. Received " + std::to_string(*options.top_k) + ".");
  return ThresholdCounts(thresholds_of(who, options.thresholds, options.top_k ? -1e10 : 0.5));
}

}  // namespace

Precision::Precision(const Options& options) : ThresholdMetricOf(options) {
  counts_ = counts_of("Precision", options);
}

Recall::Recall(const Options& options) : ThresholdMetricOf(options) { counts_ = counts_of("Recall", options); }

}  // namespace fovea
