#include "fovea/objectives/metrics/confusion_counts.h"

namespace fovea {

TruePositives::TruePositives(const Options& options) : ThresholdMetricOf(options) {
  counts_ = ThresholdCounts(thresholds_of("TruePositives", options.thresholds, 0.5));
}

FalsePositives::FalsePositives(const Options& options) : ThresholdMetricOf(options) {
  counts_ = ThresholdCounts(thresholds_of("FalsePositives", options.thresholds, 0.5));
}

TrueNegatives::TrueNegatives(const Options& options) : ThresholdMetricOf(options) {
  counts_ = ThresholdCounts(thresholds_of("TrueNegatives", options.thresholds, 0.5));
}

FalseNegatives::FalseNegatives(const Options& options) : ThresholdMetricOf(options) {
  counts_ = ThresholdCounts(thresholds_of("FalseNegatives", options.thresholds, 0.5));
}

}  // namespace fovea
