#include "fovea/objectives/losses/cross_entropy.h"

#include "fovea/graph/build.h"
#include "fovea/objectives/losses/logits.h"

namespace fovea {

std::optional<ValueId> logits_behind(const Graph& graph, ValueId predictions) {
  const int index = graph[predictions].producer;
  if (index < 0) return std::nullopt;
  const Operation& op = graph.operations()[static_cast<std::size_t>(index)];
  const bool sigmoid =
      op.code == OpCode::unary && std::get<UnaryAttributes>(op.attributes).function == Unary::sigmoid;
  if (sigmoid || op.code == OpCode::softmax) return op.inputs[0];
  return std::nullopt;
}

namespace {

template <class O>
Fields<O> smoothed_fields() {
  Fields<O> fields;
  fields.add("from_logits", &O::from_logits).add("label_smoothing", &O::label_smoothing).add("axis", &O::axis);
  return add_loss_fields(fields);
}

template <class Options>
void check(const Options& options, const std::string& who) {
  check_last_axis(who, options.axis);
  if constexpr (requires { options.label_smoothing; }) check_smoothing(who, options.label_smoothing);
}

ValueId emit_on_logits(Graph& graph, ValueId predictions, ValueId target, CrossEntropyAttributes attributes) {
  if (const auto logits = logits_behind(graph, predictions)) {
    predictions = *logits;
    attributes.from_logits = true;
  }
  return build::cross_entropy(graph, predictions, target, attributes);
}

}  // namespace

const Fields<BinaryCrossentropyOptions>& BinaryCrossentropyOptions::fields() {
  static const Fields<BinaryCrossentropyOptions> list = smoothed_fields<BinaryCrossentropyOptions>();
  return list;
}

BinaryCrossentropy::BinaryCrossentropy(const Options& options) : LossOf("BinaryCrossentropy", options) {
  check(options_, "BinaryCrossentropy");
}

ValueId BinaryCrossentropy::emit(Graph& graph, ValueId predictions, ValueId target) const {
  return emit_on_logits(graph, predictions, target,
                        {.kind = CrossEntropy::binary,
                         .from_logits = options_.from_logits,
                         .label_smoothing = options_.label_smoothing});
}

const Fields<CategoricalCrossentropyOptions>& CategoricalCrossentropyOptions::fields() {
  static const Fields<CategoricalCrossentropyOptions> list = smoothed_fields<CategoricalCrossentropyOptions>();
  return list;
}

CategoricalCrossentropy::CategoricalCrossentropy(const Options& options)
    : LossOf("CategoricalCrossentropy", options) {
  check(options_, "CategoricalCrossentropy");
}

ValueId CategoricalCrossentropy::emit(Graph& graph, ValueId predictions, ValueId target) const {
  return emit_on_logits(graph, predictions, target,
                        {.kind = CrossEntropy::categorical,
                         .from_logits = options_.from_logits,
                         .label_smoothing = options_.label_smoothing});
}

const Fields<SparseCategoricalCrossentropyOptions>& SparseCategoricalCrossentropyOptions::fields() {
  using O = SparseCategoricalCrossentropyOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("ignore_class", &O::ignore_class)
        .add("from_logits", &O::from_logits)
        .add("axis", &O::axis)
        .not_in_config();
    return add_loss_fields(fields).written_first({"name", "reduction", "from_logits"});
  }();
  return list;
}

SparseCategoricalCrossentropy::SparseCategoricalCrossentropy(const Options& options)
    : LossOf("SparseCategoricalCrossentropy", options) {
  check(options_, "SparseCategoricalCrossentropy");
  if (!options.ignore_class.is_null())
    fail(ErrorKind::unsupported,
         "SparseCategoricalCrossentropy: ignore_class is not available. Give those samples a sample_weight of 0.");
}

ValueId SparseCategoricalCrossentropy::emit(Graph& graph, ValueId predictions, ValueId target) const {
  return emit_on_logits(graph, predictions, target,
                        {.kind = CrossEntropy::sparse, .from_logits = options_.from_logits});
}

}  // namespace fovea
