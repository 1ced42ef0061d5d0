#include "fovea/objectives/losses/focal.h"

#include "fovea/objectives/losses/logits.h"

namespace fovea {
namespace {

void check_not_negative(const std::string& who, const char* key, double value) {
  if (!(value >= 0))
    fail(ErrorKind::usage, who + ": " + key + " must be 0 or more. Received " + Json(value).dump() + ".");
}

template <class Options>
void check(const std::string& who, const Options& options) {
  check_last_axis(who, options.axis);
  check_smoothing(who, options.label_smoothing);
  check_not_negative(who, "gamma", options.gamma);
}

Expression kept_off(const Expression& p) { return clip(p, loss_epsilon, 1 - loss_epsilon); }

/// -(t log p + (1 - t) log(1 - p)): from the logits behind p, where there are any.
Expression binary_cross_entropy(const Expression& p, const Expression& t) {
  if (const auto logits = logits_behind(p.graph(), p.id())) {
    const Expression x(p.graph(), *logits);
    return t * softplus(-x) + (1 - t) * softplus(x);
  }
  const Expression held = kept_off(p);
  return -(t * log(held) + (1 - t) * log(1 - held));
}

}  // namespace

const Fields<BinaryFocalCrossentropyOptions>& BinaryFocalCrossentropyOptions::fields() {
  using O = BinaryFocalCrossentropyOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("apply_class_balancing", &O::apply_class_balancing)
        .add("alpha", &O::alpha)
        .add("gamma", &O::gamma)
        .add("from_logits", &O::from_logits)
        .add("label_smoothing", &O::label_smoothing)
        .add("axis", &O::axis);
    return add_loss_fields(fields).written_first({"name", "reduction", "from_logits", "label_smoothing", "axis"});
  }();
  return list;
}

BinaryFocalCrossentropy::BinaryFocalCrossentropy(const Options& options)
    : FormulaLoss("BinaryFocalCrossentropy", options) {
  check("BinaryFocalCrossentropy", options);
  if (!(options.alpha >= 0 && options.alpha <= 1))
    fail(ErrorKind::usage,
         "BinaryFocalCrossentropy: alpha must be in [0, 1]. Received " + Json(options.alpha).dump() + ".");
}

Expression BinaryFocalCrossentropy::values(const Expression& predictions, const Expression& labels) const {
  const double smoothing = options_.label_smoothing, alpha = options_.alpha;
  const Expression t = smoothing == 0 ? labels : (1 - smoothing) * labels + 0.5 * smoothing;
  const Expression p = options_.from_logits ? predictions.unary(Unary::sigmoid) : predictions;
  const Expression right = t * p + (1 - t) * (1 - p);
  const Expression focal = power(1 - right, options_.gamma) * binary_cross_entropy(p, t);
  return options_.apply_class_balancing ? (alpha * t + (1 - alpha) * (1 - t)) * focal : focal;
}

const Fields<CategoricalFocalCrossentropyOptions>& CategoricalFocalCrossentropyOptions::fields() {
  using O = CategoricalFocalCrossentropyOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("alpha", &O::alpha)
        .add("gamma", &O::gamma)
        .add("from_logits", &O::from_logits)
        .add("label_smoothing", &O::label_smoothing)
        .add("axis", &O::axis);
    return add_loss_fields(fields).written_first({"name", "reduction", "from_logits", "label_smoothing", "axis"});
  }();
  return list;
}

CategoricalFocalCrossentropy::CategoricalFocalCrossentropy(const Options& options)
    : FormulaLoss("CategoricalFocalCrossentropy", options) {
  check("CategoricalFocalCrossentropy", options);
  for (const double alpha : options.alpha.values())
    check_not_negative("CategoricalFocalCrossentropy", "alpha", alpha);
  if (options.alpha.values().empty() || options.alpha.shape().rank() > 1)
    fail(ErrorKind::usage, "CategoricalFocalCrossentropy: alpha must be a number or a list of them. Received " +
                               to_json(options.alpha).dump() + ".");
}

Expression CategoricalFocalCrossentropy::values(const Expression& predictions, const Expression& labels) const {
  Graph& graph = predictions.graph();
  const double smoothing = options_.label_smoothing;
  const Expression t =
      smoothing == 0 ? labels : (1 - smoothing) * labels + smoothing / static_cast<double>(labels.shape()[-1]);
  const Expression p =
      options_.from_logits ? Expression(graph, build::softmax(graph, predictions.id(), -1)) : predictions;
  const Expression held = kept_off(p / p.sum_kept());
  const Expression focal = power(1 - held, options_.gamma) * -(t * log(held));
  const std::vector<double>& alpha = options_.alpha.values();
  if (options_.alpha.shape().rank() == 0) return (alpha[0] * focal).sum();
  if (static_cast<std::int64_t>(alpha.size()) != labels.shape()[-1])
    fail(ErrorKind::shape, "CategoricalFocalCrossentropy: alpha must have one weight for each class. Received " +
                               std::to_string(alpha.size()) + " weights and predictions of shape " +
                               to_string(predictions.shape()) + ".");
  Array weights(options_.alpha.shape());
  std::ranges::transform(alpha, weights.values<float>().begin(), [](double a) { return static_cast<float>(a); });
  return (Expression(graph, graph.add_constant(weights)) * focal).sum();
}

}  // namespace fovea
