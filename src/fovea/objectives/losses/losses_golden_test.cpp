#include "fovea/base/golden_test_support.h"
#include "fovea/base/test_support.h"
#include "fovea/graph/build.h"
#include "fovea/graph/gradients.h"
#include "fovea/graph/program.h"
#include "fovea/objectives/losses/batch_loss.h"

namespace fovea {
namespace {

/// Axes before `position` become one.
Array flat(const Array& array, int position) {
  return array.reshaped(array.shape().tail(position).with_front(array.shape().count(0, position)));
}

struct Result {
  Array predictions, value, gradient;
};

/// The loss of a batch and its gradient by what went into the activation (or by the predictions, without one).
Result run(const Loss& loss, const std::string& activation, const Array& given, const Array& labels,
           const Array& weights) {
  Graph graph;
  const ValueId x = graph.add_input(given.shape(), given.dtype(), true);
  const ValueId target = graph.add_input(labels.shape(), labels.dtype(), true);
  std::optional<ValueId> weight;
  if (!weights.empty()) weight = graph.add_input(weights.shape(), weights.dtype(), true);
  ValueId predictions = x;
  if (activation == "softmax") predictions = build::softmax(graph, x, -1);
  if (activation == "sigmoid") predictions = build::unary(graph, x, Unary::sigmoid);
  const ValueId value = batch_loss(graph, loss, predictions, target, weight);
  const ValueId gradient = add_gradients(graph, value, {x})[0];
  graph.outputs = {value, gradient};
  if (predictions != x) graph.outputs.push_back(predictions);

  ProgramOptions options;
  options.providers = {&reference_provider()};
  Program program(std::move(graph), options, std::make_shared<Team>(1));
  program.bind(0, given.raw());
  program.bind(1, labels.raw());
  if (weight) program.bind(2, weights.raw());
  program.run({});
  const auto copy = [&](ValueId id) {
    const Shape& shape = program.graph().shape(id);
    return Array::of(std::span(program.values<float>(id), static_cast<std::size_t>(shape.count())), shape);
  };
  return {predictions == x ? given : copy(predictions), copy(value), copy(gradient)};
}

/// Keras has cross-entropies along any axis.
bool along_another_axis(const Json& node) {
  const Json* axis = node.at("config").find("axis");
  return node.at("class_name").as_string().ends_with("rossentropy") && axis != nullptr && axis->as_int() != -1;
}

Json with(const Json& node, const char* key, const char* value) {
  Json changed = node;
  changed["config"][key] = value;
  return changed;
}

TEST(Losses, FollowKerasInValueAndGradient) {
  int compared = 0;
  for (const Json& item : golden_cases(FOVEA_SOURCE_DIR, "losses.json")) {
    SCOPED_TRACE(item.at("name").as_string());
    Json node = item.at("node");
    const Json& config = node.at("config");
    if (along_another_axis(node)) {
      error_of(ErrorKind::usage, [&] { registry<Loss>().make(node); });
      continue;
    }
    if (const Json* ignored = config.find("ignore_class"); ignored != nullptr && !ignored->is_null()) {
      error_of(ErrorKind::unsupported, [&] { registry<Loss>().make(node); });
      continue;
    }
    Array expected = golden_array(item.at("value"));
    if (config.at("reduction").as_string() == "none") {
      error_of(ErrorKind::usage, [&] { registry<Loss>().make(node); });
      // What Keras leaves apart adds up to the sum.
      node = with(node, "reduction", "sum");
      double sum = 0;
      for (const float value : expected.values<float>()) sum += static_cast<double>(value);
      expected = Array::of<float>({static_cast<float>(sum)}, {});
    }
    if (const Json* arguments = item.find("arguments"))
      for (const auto& [key, value] : arguments->as_object()) node["config"][key] = value;
    const auto loss = registry<Loss>().make(node);
    const Json* activation = item.find("activation");
    Array given = golden_array(item.at(activation != nullptr ? "logits" : "y_pred"));
    Array labels = golden_array(item.at("y_true")), weights;
    if (loss->labels() == LabelForm::indices) labels = labels.cast(DType::i64);
    if (!item.at("sample_weight").is_null()) {
      // One weight an element is one weight a sample when elements are samples.
      weights = golden_array(item.at("sample_weight"));
      const int axes = weights.shape()[-1] == 1 ? 1 : weights.shape().rank();
      given = flat(given, axes);
      labels = flat(labels, axes);
      weights = flat(weights, weights.shape().rank());
    }
    const Result result = run(*loss, activation != nullptr ? activation->as_string() : "", given, labels, weights);
    expect_close(result.value, expected, 2e-6, 1e-7);
    const Array gradient = golden_array(item.at(activation != nullptr ? "logits_gradient" : "gradient"));
    expect_close(result.gradient.reshaped(gradient.shape()), gradient, 1e-5, 1e-7);
    if (activation != nullptr)
      expect_close(result.predictions.reshaped(gradient.shape()), golden_array(item.at("y_pred")), 1e-6, 1e-9);
    ++compared;
  }
  EXPECT_EQ(compared, 290);
}

TEST(Losses, ConfigsAreKeras) {
  for (const Json& item : golden_cases(FOVEA_SOURCE_DIR, "losses.json")) {
    SCOPED_TRACE(item.at("name").as_string());
    const Json& node = item.at("node");
    const Json &config = node.at("config"), *ignored = config.find("ignore_class");
    const bool refused = config.at("reduction").as_string() == "none" || along_another_axis(node) ||
                         (ignored != nullptr && !ignored->is_null());
    if (!refused) expect_same_config(registry<Loss>().node(*registry<Loss>().make(node)), node);
  }
}

}  // namespace
}  // namespace fovea
