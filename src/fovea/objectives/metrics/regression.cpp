#include "fovea/objectives/metrics/regression.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace fovea {
namespace {

constexpr double epsilon = 1e-7;

}  // namespace

void MeanSquaredErrorMetric::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  gather(y_true, y_pred, sample_weight, [](const float* prediction, const auto* label, std::int64_t) {
    const double p = static_cast<double>(*prediction), t = static_cast<double>(*label);
    return (p - t) * (p - t);
  });
}

void RootMeanSquaredError::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  gather(y_true, y_pred, sample_weight, [](const float* prediction, const auto* label, std::int64_t) {
    const double p = static_cast<double>(*prediction), t = static_cast<double>(*label);
    return (p - t) * (p - t);
  });
}

double RootMeanSquaredError::result() const { return std::sqrt(MeanMetric::result()); }

void MeanAbsoluteErrorMetric::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  gather(y_true, y_pred, sample_weight, [](const float* prediction, const auto* label, std::int64_t) {
    const double p = static_cast<double>(*prediction), t = static_cast<double>(*label);
    return std::abs(p - t);
  });
}

void MeanAbsolutePercentageErrorMetric::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  gather(y_true, y_pred, sample_weight, [](const float* prediction, const auto* label, std::int64_t) {
    const double p = static_cast<double>(*prediction), t = static_cast<double>(*label);
    return 100 * std::abs((p - t) / std::max(std::abs(t), epsilon));
  });
}

void MeanSquaredLogarithmicErrorMetric::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  gather(y_true, y_pred, sample_weight, [](const float* prediction, const auto* label, std::int64_t) {
    const double p = static_cast<double>(*prediction), t = static_cast<double>(*label);
    const double error = std::log1p(std::max(p, epsilon)) - std::log1p(std::max(t, epsilon));
    return error * error;
  });
}

void LogCoshError::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  gather(y_true, y_pred, sample_weight, [](const float* prediction, const auto* label, std::int64_t) {
    const double p = static_cast<double>(*prediction), t = static_cast<double>(*label);
    const double size = std::abs(p - t);
    return size + std::log1p(std::exp(-2 * size)) - std::numbers::ln2;
  });
}

const Fields<CosineSimilarityMetricOptions>& CosineSimilarityMetricOptions::fields() {
  using O = CosineSimilarityMetricOptions;
  static const Fields<O> list =
      Fields<O>().add("name", &O::name).add("dtype", &O::dtype).add("axis", &O::axis).not_in_config();
  return list;
}

CosineSimilarityMetric::CosineSimilarityMetric(const Options& options) : MetricOf(options) {
  if (options.axis != -1)
    fail(ErrorKind::usage, "CosineSimilarity: vectors must be on the last axis (axis=-1). Received axis=" +
                               std::to_string(options.axis) + ".");
}

void CosineSimilarityMetric::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  gather(y_true, y_pred, sample_weight, [](const float* predictions, const auto* labels, std::int64_t size) {
    double dot = 0, length = 0, wanted = 0;
    for (std::int64_t i = 0; i < size; ++i) {
      const double p = static_cast<double>(predictions[i]), t = static_cast<double>(labels[i]);
      dot += p * t;
      length += p * p;
      wanted += t * t;
    }
    return dot / (std::max(std::sqrt(length), epsilon) * std::max(std::sqrt(wanted), epsilon));
  });
}

}  // namespace fovea
