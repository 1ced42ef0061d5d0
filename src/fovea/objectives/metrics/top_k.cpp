#include "fovea/objectives/metrics/top_k.h"

#include "fovea/objectives/metrics/largest.h"

namespace fovea {
namespace {

void check_k(const char* who, std::int64_t k) {
  if (k < 1) fail(ErrorKind::usage, std::string(who) + ": k must be at least 1. Received " + std::to_string(k) + ".");
}

bool in_top_k(const float* predictions, std::int64_t classes, std::int64_t target, std::int64_t k) {
  if (target < 0 || target >= classes) return false;
  std::int64_t above = 0;
  for (std::int64_t i = 0; i < classes; ++i) {
    if (!std::isfinite(predictions[i])) return false;
    if (predictions[i] > predictions[target]) ++above;
  }
  return above < k;
}

}  // namespace

const Fields<TopKCategoricalAccuracyOptions>& TopKCategoricalAccuracyOptions::fields() {
  using O = TopKCategoricalAccuracyOptions;
  static const Fields<O> list =
      Fields<O>().add("k", &O::k).add("name", &O::name).add("dtype", &O::dtype).written_first({"name", "dtype"});
  return list;
}

TopKCategoricalAccuracy::TopKCategoricalAccuracy(const Options& options) : MetricOf(options) {
  check_k("TopKCategoricalAccuracy", options.k);
}

void TopKCategoricalAccuracy::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  gather(y_true, y_pred, sample_weight,
         [k = options_.k](const float* predictions, const auto* labels, std::int64_t classes) {
           return in_top_k(predictions, classes, position_of_largest(labels, classes), k) ? 1.0 : 0.0;
         });
}

const Fields<SparseTopKCategoricalAccuracyOptions>& SparseTopKCategoricalAccuracyOptions::fields() {
  using O = SparseTopKCategoricalAccuracyOptions;
  static const Fields<O> list = Fields<O>()
                                    .add("k", &O::k)
                                    .add("name", &O::name)
                                    .add("dtype", &O::dtype)
                                    .add("from_sorted_ids", &O::from_sorted_ids)
                                    .not_in_config()
                                    .written_first({"name", "dtype"});
  return list;
}

SparseTopKCategoricalAccuracy::SparseTopKCategoricalAccuracy(const Options& options) : MetricOf(options) {
  check_k("SparseTopKCategoricalAccuracy", options.k);
  if (options.from_sorted_ids)
    fail(ErrorKind::unsupported,
         "SparseTopKCategoricalAccuracy: from_sorted_ids is not available. Predictions must be scores.");
}

void SparseTopKCategoricalAccuracy::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  gather(y_true, y_pred, sample_weight,
         [k = options_.k](const float* predictions, const auto* label, std::int64_t classes) {
           return in_top_k(predictions, classes, static_cast<std::int64_t>(*label), k) ? 1.0 : 0.0;
         });
}

}  // namespace fovea
