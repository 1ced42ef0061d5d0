#include "fovea/objectives/metrics/threshold_counts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "fovea/base/error.h"

namespace fovea {

ThresholdCounts::ThresholdCounts(const std::vector<double>& thresholds) : order_(thresholds.size()) {
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  std::ranges::stable_sort(order_, {}, [&](std::size_t i) { return thresholds[i]; });
  even_ = thresholds.size() >= 3;
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const double place = static_cast<double>(i) / static_cast<double>(std::max<std::size_t>(order_.size(), 2) - 1);
    even_ = even_ && std::abs(thresholds[i] - place) <= 1.01e-7 + 1e-5 * place;
    thresholds_.push_back(static_cast<float>(thresholds[order_[i]]));
  }
  set_outputs(1);
}

void ThresholdCounts::set_outputs(std::int64_t outputs) {
  if (outputs == outputs_) return;
  outputs_ = outputs;
  sums_.assign(static_cast<std::size_t>(outputs) * (thresholds_.size() + 1), {});
}

void ThresholdCounts::reset() { std::ranges::fill(sums_, Sums{}); }

std::size_t ThresholdCounts::above(float prediction) const {
  if (std::isnan(prediction)) return 0;
  if (!even_)
    return static_cast<std::size_t>(std::ranges::lower_bound(thresholds_, prediction) - thresholds_.begin());
  const float place = std::ceil(std::clamp(prediction, 0.f, 1.f) * static_cast<float>(thresholds_.size() - 1));
  // A first threshold below 0 is passed by all.
  return std::max(static_cast<std::size_t>(place), std::size_t{thresholds_[0] < 0 ? 1u : 0u});
}

std::vector<ThresholdCounts::Counts> ThresholdCounts::of(std::int64_t output) const {
  const Sums* sums = sums_.data() + static_cast<std::size_t>(output) * (thresholds_.size() + 1);
  Counts now;
  for (std::size_t i = 0; i <= thresholds_.size(); ++i) {
    now.true_positives += sums[i].positives;
    now.false_positives += sums[i].negatives;
  }
  std::vector<Counts> counts(thresholds_.size());
  for (std::size_t i = 0; i < thresholds_.size(); ++i) {
    now.true_positives -= sums[i].positives;
    now.false_negatives += sums[i].positives;
    now.false_positives -= sums[i].negatives;
    now.true_negatives += sums[i].negatives;
    counts[order_[i]] = now;
  }
  return counts;
}

void check_num_thresholds(const std::string& who, std::int64_t num_thresholds, std::int64_t least) {
  constexpr std::int64_t most = 1'000'000;
  if (num_thresholds < least || num_thresholds > most)
    fail(ErrorKind::usage, who + ": num_thresholds must be " + std::to_string(least) + " to " + std::to_string(most) +
                               ". Received " + std::to_string(num_thresholds) + ".");
}

std::vector<double> thresholds_of(const std::string& who, const Json& thresholds, double none) {
  if (thresholds.is_null()) return {none};
  std::vector<double> values;
  if (thresholds.is_number())
    values.push_back(thresholds.as_double());
  else
    for (const Json& value : thresholds.as_list()) values.push_back(value.as_double());
  for (const double value : values)
    if (!(value >= 0 && value <= 1))
      fail(ErrorKind::usage, who + ": thresholds must be in [0, 1]. Received " + Json(value).dump() + ".");
  if (values.empty()) fail(ErrorKind::usage, who + ": thresholds must be one number or more. Received none.");
  return values;
}

}  // namespace fovea
