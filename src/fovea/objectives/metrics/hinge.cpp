#include "fovea/objectives/metrics/hinge.h"

#include <algorithm>
#include <limits>

namespace fovea {
namespace {

/// What a label of 0 counts as: -1 in a batch that has no other labels than 0 and 1.
double zero_of(const Array& y_true) {
  const auto binary = [](auto span) { return std::ranges::all_of(span, [](auto t) { return t == 0 || t == 1; }); };
  switch (y_true.dtype()) {
    case DType::f32:
      return binary(y_true.values<float>()) ? -1 : 0;
    case DType::u8:
      return binary(y_true.values<std::uint8_t>()) ? -1 : 0;
    case DType::i32:
      return binary(y_true.values<std::int32_t>()) ? -1 : 0;
    default:
      return binary(y_true.values<std::int64_t>()) ? -1 : 0;
  }
}

}  // namespace

void HingeMetric::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  gather(y_true, y_pred, sample_weight,
         [zero = zero_of(y_true)](const float* prediction, const auto* label, std::int64_t) {
           const double t = *label == 0 ? zero : static_cast<double>(*label);
           const double short_of = std::max(1 - t * static_cast<double>(*prediction), 0.0);
           return short_of;
         });
}

void SquaredHingeMetric::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  gather(y_true, y_pred, sample_weight,
         [zero = zero_of(y_true)](const float* prediction, const auto* label, std::int64_t) {
           const double t = *label == 0 ? zero : static_cast<double>(*label);
           const double short_of = std::max(1 - t * static_cast<double>(*prediction), 0.0);
           return short_of * short_of;
         });
}

void CategoricalHingeMetric::update(const Array& y_true, const Array& y_pred, const float* sample_weight) {
  gather(y_true, y_pred, sample_weight, [](const float* predictions, const auto* labels, std::int64_t classes) {
    double own = 0, others = -std::numeric_limits<double>::infinity();
    for (std::int64_t i = 0; i < classes; ++i) {
      const double p = static_cast<double>(predictions[i]), t = static_cast<double>(labels[i]);
      own += t * p;
      others = std::max(others, (1 - t) * p);
    }
    return std::max(others - own + 1, 0.0);
  });
}

}  // namespace fovea
