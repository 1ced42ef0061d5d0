#include "fovea/objectives/metrics/cross_entropy.h"

#include <algorithm>
#include <cmath>

namespace fovea {
namespace {

/// Keras' epsilon in float32 keeps probabilities off 0 and 1; NaN passes.
double held(double p) {
  constexpr double lowest = static_cast<double>(1e-7f), highest = static_cast<double>(static_cast<float>(1 - 1e-7));
  return p < lowest ? lowest : p > highest ? highest : p;
}

/// log of the sum of exp(logits).
double log_sum(const float* logits, std::int64_t classes) {
  const double largest = static_cast<double>(*std::max_element(logits, logits + classes));
  double sum = 0;
  for (std::int64_t i = 0; i < classes; ++i) sum += std::exp(static_cast<double>(logits[i]) - largest);
  return largest + std::log(sum);
}

template <class Options>
void check_options(const Options& options, const std::string& who) {
  if constexpr (requires { options.axis; })
    if (options.axis != -1)
      fail(ErrorKind::usage,
           who + ": classes must be on the last axis (axis=-1). Received axis=" + std::to_string(options.axis) + ".");
  if constexpr (requires { options.label_smoothing; })
    if (!(options.label_smoothing >= 0 && options.label_smoothing <= 1))
      fail(ErrorKind::usage,
           who + ": label_smoothing must be in [0, 1]. Received " + Json(options.label_smoothing).dump() + ".");
}

}  // namespace

const Fields<BinaryCrossentropyMetricOptions>& BinaryCrossentropyMetricOptions::fields() {
  using O = BinaryCrossentropyMetricOptions;
  static const Fields<O> list = Fields<O>()
                                    .add("name", &O::name)
                                    .add("dtype", &O::dtype)
                                    .add("from_logits", &O::from_logits)
                                    .add("label_smoothing", &O::label_smoothing);
  return list;
}

BinaryCrossentropyMetric::BinaryCrossentropyMetric(const Options& options) : MetricOf(options) {
  check_options(options, "BinaryCrossentropy");
}

void BinaryCrossentropyMetric::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  const double smoothing = options_.label_smoothing;
  gather(y_true, y_pred, sample_weight, [&](const float* prediction, const auto* label, std::int64_t) {
    const double t = static_cast<double>(*label) * (1 - smoothing) + 0.5 * smoothing;
    const double x = static_cast<double>(*prediction);
    if (options_.from_logits) return std::max(x, 0.0) - x * t + std::log1p(std::exp(-std::abs(x)));
    const double p = held(x);
    return -(t * std::log(p) + (1 - t) * std::log1p(-p));
  });
}

const Fields<CategoricalCrossentropyMetricOptions>& CategoricalCrossentropyMetricOptions::fields() {
  using O = CategoricalCrossentropyMetricOptions;
  static const Fields<O> list = Fields<O>()
                                    .add("name", &O::name)
                                    .add("dtype", &O::dtype)
                                    .add("from_logits", &O::from_logits)
                                    .add("label_smoothing", &O::label_smoothing)
                                    .add("axis", &O::axis);
  return list;
}

CategoricalCrossentropyMetric::CategoricalCrossentropyMetric(const Options& options) : MetricOf(options) {
  check_options(options, "CategoricalCrossentropy");
}

void CategoricalCrossentropyMetric::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  const double smoothing = options_.label_smoothing;
  gather(y_true, y_pred, sample_weight, [&](const float* predictions, const auto* labels, std::int64_t classes) {
    double sum = 0;
    if (options_.from_logits)
      sum = log_sum(predictions, classes);
    else
      for (std::int64_t i = 0; i < classes; ++i) sum += static_cast<double>(predictions[i]);
    double loss = 0;
    for (std::int64_t i = 0; i < classes; ++i) {
      const double t = static_cast<double>(labels[i]) * (1 - smoothing) + smoothing / static_cast<double>(classes);
      const double p = static_cast<double>(predictions[i]);
      loss -= t * (options_.from_logits ? p - sum : std::log(held(p / sum)));
    }
    return loss;
  });
}

const Fields<SparseCategoricalCrossentropyMetricOptions>& SparseCategoricalCrossentropyMetricOptions::fields() {
  using O = SparseCategoricalCrossentropyMetricOptions;
  static const Fields<O> list = Fields<O>()
                                    .add("name", &O::name)
                                    .add("dtype", &O::dtype)
                                    .add("from_logits", &O::from_logits)
                                    .add("ignore_class", &O::ignore_class)
                                    .add("axis", &O::axis);
  return list;
}

SparseCategoricalCrossentropyMetric::SparseCategoricalCrossentropyMetric(const Options& options) : MetricOf(options) {
  check_options(options, "SparseCategoricalCrossentropy");
  if (!options.ignore_class.is_null())
    fail(ErrorKind::unsupported,
         "SparseCategoricalCrossentropy: ignore_class is not available. Give those samples a sample_weight of 0.");
}

void SparseCategoricalCrossentropyMetric::update(const Array& y_true, const Array& y_pred,
                                                 const float* sample_weight) {
  gather(y_true, y_pred, sample_weight, [&](const float* predictions, const auto* label, std::int64_t classes) {
    const auto index = static_cast<std::int64_t>(*label);
    if (index < 0 || index >= classes)
      fail(ErrorKind::usage, "SparseCategoricalCrossentropy '" + name() + "': labels must be 0 to " +
                                 std::to_string(classes - 1) + ". Received " + std::to_string(index) + ".");
    const double own = static_cast<double>(predictions[index]);
    if (options_.from_logits) return log_sum(predictions, classes) - own;
    // Keras hands log(held(p)) to a softmax cross entropy, which divides by the sum again.
    double sum = 0;
    for (std::int64_t i = 0; i < classes; ++i) sum += held(static_cast<double>(predictions[i]));
    return std::log(sum) - std::log(held(own));
  });
}

}  // namespace fovea
