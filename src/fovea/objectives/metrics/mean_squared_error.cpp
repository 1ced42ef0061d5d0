#include "fovea/objectives/metrics/mean_squared_error.h"

namespace fovea {

const Fields<MeanSquaredErrorMetricOptions>& MeanSquaredErrorMetricOptions::fields() {
  using O = MeanSquaredErrorMetricOptions;
  static const Fields<O> list = Fields<O>().add("name", &O::name).add("dtype", &O::dtype);
  return list;
}

void MeanSquaredErrorMetric::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  gather(y_true, y_pred, sample_weight, [](const float* prediction, const auto* label, std::int64_t) {
    const double error = static_cast<double>(*prediction) - static_cast<double>(*label);
    return error * error;
  });
}

}  // namespace fovea
