#include "fovea/objectives/metrics/divergence.h"

#include <algorithm>
#include <cmath>

namespace fovea {
namespace {

constexpr double epsilon = 1e-7;

}  // namespace

void KLDivergenceMetric::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  gather(y_true, y_pred, sample_weight, [](const float* predictions, const auto* labels, std::int64_t classes) {
    double sum = 0;
    for (std::int64_t i = 0; i < classes; ++i) {
      const double t = std::clamp(static_cast<double>(labels[i]), epsilon, 1.0);
      sum += t * std::log(t / std::clamp(static_cast<double>(predictions[i]), epsilon, 1.0));
    }
    return sum;
  });
}

void PoissonMetric::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  gather(y_true, y_pred, sample_weight, [](const float* prediction, const auto* label, std::int64_t) {
    const double p = static_cast<double>(*prediction);
    return p - static_cast<double>(*label) * std::log(p + epsilon);
  });
}

}  // namespace fovea
