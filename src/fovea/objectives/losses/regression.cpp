#include "fovea/objectives/losses/regression.h"

#include <limits>
#include <numbers>

namespace fovea {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Vectors of the last axis at length 1; shorter ones than epsilon stay shorter.
Expression normalized(const Expression& x) {
  return x / root(clip(square(x).sum_kept(), loss_epsilon * loss_epsilon, infinity));
}

}  // namespace

Expression MeanSquaredError::values(const Expression& p, const Expression& t) const { return square(p - t); }

Expression MeanAbsoluteError::values(const Expression& p, const Expression& t) const { return abs(p - t); }

Expression MeanAbsolutePercentageError::values(const Expression& p, const Expression& t) const {
  return 100 * abs((p - t) / clip(abs(t), loss_epsilon, infinity));
}

Expression MeanSquaredLogarithmicError::values(const Expression& p, const Expression& t) const {
  const auto logarithm = [](const Expression& x) { return log(clip(x, loss_epsilon, infinity) + 1); };
  return square(logarithm(p) - logarithm(t));
}

Expression LogCosh::values(const Expression& p, const Expression& t) const {
  const Expression size = abs(p - t);
  return size + softplus(-2 * size) - std::numbers::ln2;
}

const Fields<HuberOptions>& HuberOptions::fields() {
  using O = HuberOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("delta", &O::delta).not_in_config();
    return add_loss_fields(fields);
  }();
  return list;
}

Huber::Huber(const Options& options) : FormulaLoss("Huber", options) {
  if (!(options.delta > 0))
    fail(ErrorKind::usage, "Huber: delta must be above 0. Received " + Json(options.delta).dump() + ".");
}

Json Huber::config() const {
  Json config = FormulaLoss::config();
  if (options_.delta != HuberOptions{}.delta) config["delta"] = options_.delta;
  return config;
}

Expression Huber::values(const Expression& p, const Expression& t) const {
  const double delta = options_.delta;
  const Expression size = abs(p - t), inside = clip(size, 0, delta);
  return 0.5 * square(inside) + delta * (size - inside);
}

const Fields<CosineSimilarityOptions>& CosineSimilarityOptions::fields() {
  using O = CosineSimilarityOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("axis", &O::axis).not_in_config();
    return add_loss_fields(fields);
  }();
  return list;
}

CosineSimilarity::CosineSimilarity(const Options& options) : FormulaLoss("CosineSimilarity", options) {
  check_last_axis("CosineSimilarity", options.axis);
}

Expression CosineSimilarity::values(const Expression& p, const Expression& t) const {
  return -(normalized(p) * normalized(t)).sum();
}

}  // namespace fovea
