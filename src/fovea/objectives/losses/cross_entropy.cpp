#include "fovea/objectives/losses/cross_entropy.h"

#include <optional>

#include "fovea/graph/build.h"
#include "fovea/objectives/losses/reduction.h"

namespace fovea {
namespace {

template <class O>
Fields<O>& add_common(Fields<O>& fields) {
  return fields.add("axis", &O::axis).add("reduction", &O::reduction).add("name", &O::name);
}

template <class Options>
void check(const Options& options, const std::string& who) {
  if (options.axis != -1)
    fail(ErrorKind::usage, who + ": classes must be on the last axis (axis=-1). Received axis=" + std::to_string(options.axis) + ".");
  if constexpr (requires { options.label_smoothing; })
    if (!(options.label_smoothing >= 0 && options.label_smoothing <= 1))
      fail(ErrorKind::usage, who + ": label_smoothing must be in [0, 1]. Received " + std::to_string(options.label_smoothing) + ".");
}

/// What went into the softmax or sigmoid that made the predictions, if one did. Keras looks behind it when it compiles a
/// step, since logits are exact where probabilities round to 0 or 1.
std::optional<ValueId> logits_behind(const Graph& graph, ValueId predictions, bool binary) {
  const int index = graph[predictions].producer;
  if (index < 0) return std::nullopt;
  const Operation& op = graph.operations()[static_cast<std::size_t>(index)];
  const int last = graph.shape(predictions).rank() - 1;
  const bool softmax = !binary && op.code == OpCode::softmax && std::get<AxisAttributes>(op.attributes).axis == last;
  const bool sigmoid = binary && op.code == OpCode::unary && std::get<UnaryAttributes>(op.attributes).function == Unary::sigmoid;
  if (softmax || sigmoid) return op.inputs[0];
  return std::nullopt;
}

ValueId emit(Graph& graph, ValueId predictions, ValueId target, CrossEntropyAttributes attributes) {
  if (!attributes.from_logits)
    if (const auto logits = logits_behind(graph, predictions, attributes.kind == CrossEntropy::binary)) {
      predictions = *logits;
      attributes.from_logits = true;
    }
  return build::cross_entropy(graph, predictions, target, attributes);
}

}  // namespace

const Fields<BinaryCrossentropyOptions>& BinaryCrossentropyOptions::fields() {
  using O = BinaryCrossentropyOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("from_logits", &O::from_logits).add("label_smoothing", &O::label_smoothing);
    return add_common(fields);
  }();
  return list;
}

BinaryCrossentropy::BinaryCrossentropy(const Options& options) : options_(options) {
  options_.reduction = checked_reduction("BinaryCrossentropy", options.reduction);
  check(options_, "BinaryCrossentropy");
}

ValueId BinaryCrossentropy::emit(Graph& graph, ValueId predictions, ValueId target) const {
  return fovea::emit(graph, predictions, target,
                     {.kind = CrossEntropy::binary, .from_logits = options_.from_logits, .label_smoothing = options_.label_smoothing});
}

const Fields<CategoricalCrossentropyOptions>& CategoricalCrossentropyOptions::fields() {
  using O = CategoricalCrossentropyOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("from_logits", &O::from_logits).add("label_smoothing", &O::label_smoothing);
    return add_common(fields);
  }();
  return list;
}

CategoricalCrossentropy::CategoricalCrossentropy(const Options& options) : options_(options) {
  options_.reduction = checked_reduction("CategoricalCrossentropy", options.reduction);
  check(options_, "CategoricalCrossentropy");
}

ValueId CategoricalCrossentropy::emit(Graph& graph, ValueId predictions, ValueId target) const {
  return fovea::emit(graph, predictions, target,
                     {.kind = CrossEntropy::categorical, .from_logits = options_.from_logits, .label_smoothing = options_.label_smoothing});
}

const Fields<SparseCategoricalCrossentropyOptions>& SparseCategoricalCrossentropyOptions::fields() {
  using O = SparseCategoricalCrossentropyOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("ignore_class", &O::ignore_class).add("from_logits", &O::from_logits);
    return add_common(fields);
  }();
  return list;
}

SparseCategoricalCrossentropy::SparseCategoricalCrossentropy(const Options& options) : options_(options) {
  options_.reduction = checked_reduction("SparseCategoricalCrossentropy", options.reduction);
  check(options_, "SparseCategoricalCrossentropy");
  if (!options.ignore_class.is_null())
    fail(ErrorKind::unsupported, "SparseCategoricalCrossentropy: ignore_class is not available. Give those samples a sample_weight of 0.");
}

ValueId SparseCategoricalCrossentropy::emit(Graph& graph, ValueId predictions, ValueId target) const {
  return fovea::emit(graph, predictions, target, {.kind = CrossEntropy::sparse, .from_logits = options_.from_logits});
}

}  // namespace fovea
