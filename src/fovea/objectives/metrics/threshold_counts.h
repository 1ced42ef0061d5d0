#pragma once
#include <cstdint>
#include <vector>

#include "fovea/base/json.h"

namespace fovea {

/// True and false positives and negatives of yes-or-no labels at each of several thresholds: a prediction above one is
/// a yes. Kept as sums by the number of thresholds that a prediction is above, so that adding one costs a search.
/// Source   keras/src/metrics/metrics_utils.py, 3.15; summed in double
class ThresholdCounts {
 public:
  struct Counts {
    double true_positives = 0, false_positives = 0, true_negatives = 0, false_negatives = 0;
  };

  ThresholdCounts() = default;
  explicit ThresholdCounts(const std::vector<double>& thresholds);

  /// Keeps counts for this many outputs apart; forgets what was counted when the number changes.
  void set_outputs(std::int64_t outputs);
  void add(std::int64_t output, float prediction, bool label, double weight) {
    Sums& sums = sums_[static_cast<std::size_t>(output) * (thresholds_.size() + 1) + above(prediction)];
    (label ? sums.positives : sums.negatives) += weight;
  }
  void reset();

  std::int64_t outputs() const { return outputs_; }
  std::int64_t size() const { return static_cast<std::int64_t>(thresholds_.size()); }
  /// At every threshold, in the order in which they were given.
  std::vector<Counts> of(std::int64_t output) const;

 private:
  struct Sums {
    double positives = 0, negatives = 0;
  };
  /// How many thresholds a prediction is above.
  std::size_t above(float prediction) const;

  std::vector<float> thresholds_;   ///< ascending
  std::vector<std::size_t> order_;  ///< where each of them was given
  bool even_ = false;               ///< at equal distances from 0 to 1: Keras then computes a prediction's place
  std::int64_t outputs_ = 0;
  std::vector<Sums> sums_;
};

/// a / b, and 0 where b is 0.
inline double ratio(double a, double b) { return b == 0 ? 0 : a / b; }

/// Errors   usage: fewer thresholds than `least`, or so many that counting at each would take the machine's memory
void check_num_thresholds(const std::string& who, std::int64_t num_thresholds, std::int64_t least);

/// One threshold or several, as Keras takes them. Errors   usage: one outside [0, 1]
std::vector<double> thresholds_of(const std::string& who, const Json& thresholds, double none);

}  // namespace fovea
