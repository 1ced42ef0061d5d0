#include "fovea/objectives/metrics/accuracy.h"

#include "fovea/objectives/metrics/largest.h"

namespace fovea {

const Fields<AccuracyOptions>& AccuracyOptions::fields() {
  using O = AccuracyOptions;
  static const Fields<O> list = Fields<O>().add("name", &O::name).add("dtype", &O::dtype);
  return list;
}

void Accuracy::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  gather(y_true, y_pred, sample_weight, [](const float* prediction, const auto* label, std::int64_t) {
    return static_cast<float>(*label) == *prediction ? 1.0 : 0.0;
  });
}

const Fields<BinaryAccuracyOptions>& BinaryAccuracyOptions::fields() {
  using O = BinaryAccuracyOptions;
  static const Fields<O> list =
      Fields<O>().add("name", &O::name).add("dtype", &O::dtype).add("threshold", &O::threshold);
  return list;
}

void BinaryAccuracy::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  const float threshold = static_cast<float>(options_.threshold);
  gather(y_true, y_pred, sample_weight, [threshold](const float* prediction, const auto* label, std::int64_t) {
    return static_cast<float>(*label) == (*prediction > threshold ? 1.f : 0.f) ? 1.0 : 0.0;
  });
}

const Fields<CategoricalAccuracyOptions>& CategoricalAccuracyOptions::fields() {
  using O = CategoricalAccuracyOptions;
  static const Fields<O> list = Fields<O>().add("name", &O::name).add("dtype", &O::dtype);
  return list;
}

void CategoricalAccuracy::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  gather(y_true, y_pred, sample_weight, [](const float* predictions, const auto* labels, std::int64_t classes) {
    return position_of_largest(predictions, classes) == position_of_largest(labels, classes) ? 1.0 : 0.0;
  });
}

const Fields<SparseCategoricalAccuracyOptions>& SparseCategoricalAccuracyOptions::fields() {
  using O = SparseCategoricalAccuracyOptions;
  static const Fields<O> list = Fields<O>().add("name", &O::name).add("dtype", &O::dtype);
  return list;
}

void SparseCategoricalAccuracy::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  gather(y_true, y_pred, sample_weight, [](const float* predictions, const auto* label, std::int64_t classes) {
    return static_cast<double>(*label) == static_cast<double>(position_of_largest(predictions, classes)) ? 1.0 : 0.0;
  });
}

}  // namespace fovea
