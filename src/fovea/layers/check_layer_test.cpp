#include <algorithm>
#include <cmath>

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea::testing {
namespace {

/// A case of a golden file, read.
struct Case {
  const Json& json;
  bool training;
  Arrays inputs, weights;
  Array output, cotangent;

  explicit Case(const Json& c)
      : json(c),
        training(c.at("training").as_bool()),
        output(golden_array(c.at("output"))),
        cotangent(golden_array(c.at("cotangent"))) {
    for (const Json& input : c.at("inputs").as_list()) inputs.push_back(golden_array(input));
    for (const Json& weight : c.at("weights").as_list()) weights.push_back(golden_array(weight.at("value")));
  }
  std::vector<Shape> shapes() const {
    std::vector<Shape> shapes;
    for (const Array& input : inputs) shapes.push_back(input.shape());
    return shapes;
  }
};

std::shared_ptr<LayerBase> make(const Case& c) { return registry<LayerBase>().make(c.json.at("node")); }

void check_config(const Case& c) {
  const auto layer = make(c);
  const Json& node = c.json.at("node");
  std::vector<std::string> extra;
  EXPECT_TRUE(same_config(layer->config(), node.at("config"), &extra))
      << layer->config().dump() << "\ninstead of " << node.at("config").dump();
  EXPECT_TRUE(extra.empty()) << "Keras does not write " << extra[0];
  EXPECT_EQ(layer->class_name(), node.at("class_name").as_string());
  const auto again = registry<LayerBase>().make(registry<LayerBase>().node(*layer));
  EXPECT_EQ(again->config().dump(), layer->config().dump());
}

/// What is unknown in the input may stay unknown in the output; what is said must be true.
void check_shapes(const Case& c) {
  const auto layer = make(c);
  const Shape& expected = c.output.shape();
  std::vector<Shape> shapes = c.shapes();
  EXPECT_EQ(to_string(layer->output_shape(shapes)), to_string(expected));
  for (Shape& shape : shapes) shape.set(0, None);
  EXPECT_EQ(to_string(layer->output_shape(shapes)), to_string(expected.tail(1).with_front(None)));
  for (Shape& shape : shapes)
    for (int axis = 1; axis + 1 < shape.rank(); ++axis) shape.set(axis, None);
  try {
    const Shape guessed = layer->output_shape(shapes);
    ASSERT_EQ(guessed.rank(), expected.rank());
    for (int axis = 0; axis < guessed.rank(); ++axis)
      EXPECT_TRUE(guessed[axis] == None || guessed[axis] == expected[axis]) << to_string(guessed);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::shape) << error.what();
    EXPECT_NE(std::string(error.what()).find("must be known"), std::string::npos) << error.what();
  }
}

void check_weights(const Case& c) {
  const auto layer = make(c);
  layer->ensure_built(c.shapes());
  const auto& expected = c.json.at("weights").as_list();
  ASSERT_EQ(layer->weights().size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(layer->weights()[i].variable->name, expected[i].at("name").as_string());
    EXPECT_EQ(to_string(layer->weights()[i].variable->value.shape()), to_string(c.weights[i].shape()));
  }
}

void check_numbers(const Case& c, const RunPlan& plan) {
  SCOPED_TRACE(plan.name);
  const auto layer = make(c);
  LayerRun run(*layer, c.inputs, c.weights, c.cotangent, c.training, plan);
  run.run();
  expect_near(run.output(), c.output, 1e-4, 1e-5, "output");
  const auto& input_gradients = c.json.at("input_gradients").as_list();
  for (std::size_t i = 0; i < input_gradients.size(); ++i)
    expect_near(run.input_gradient(i), golden_array(input_gradients[i]), 1e-4, 1e-5,
                "gradient of input " + std::to_string(i));
  const auto& weight_gradients = c.json.at("weight_gradients").as_list();
  const Json* after = c.json.find("weights_after");
  for (std::size_t i = 0; i < c.weights.size(); ++i) {
    const Variable& variable = *layer->weights()[i].variable;
    if (!weight_gradients[i].is_null())
      expect_near(run.weight_gradient(i), golden_array(weight_gradients[i]), 1e-4, 1e-5,
                  "gradient of " + variable.name);
    const Array expected = after == nullptr ? c.weights[i] : golden_array(after->as_list()[i]);
    expect_near(variable.value, expected, 1e-5, 1e-6, variable.name + " afterwards");
  }
}

/// Central differences of the total in float64 for every element of `values`, which `run` reads.
template <class Reset>
void check_differences(LayerRun& run, Array values, const Array& gradient, Reset reset, const std::string& what) {
  constexpr double step = 1e-5;
  for (std::size_t i = 0; i < values.values<double>().size(); ++i) {
    const double before = values.values<double>()[i];
    const auto total_at = [&](double value) {
      reset();
      values.values<double>()[i] = value;
      run.run();
      return run.total();
    };
    const double slope = (total_at(before + step) - total_at(before - step)) / (2 * step);
    values.values<double>()[i] = before;
    const double claimed = gradient.values<double>()[i];
    ASSERT_NEAR(claimed, slope, 1e-6 * std::max(1.0, std::abs(slope))) << what << ", element " << i;
  }
}

void check_finite_differences(const Case& c) {
  const auto layer = make(c);
  LayerRun run(*layer, c.inputs, c.weights, c.cotangent, c.training,
               {.name = "float64", .dtype = DType::f64, .providers = {&reference_provider()}});
  run.run();
  Arrays input_gradients, weight_gradients;
  for (std::size_t i = 0; i < c.inputs.size(); ++i) input_gradients.push_back(run.input_gradient(i));
  for (std::size_t i = 0; i < c.weights.size(); ++i) weight_gradients.push_back(run.weight_gradient(i));
  // A batch normalization changes its weights with every run; what is being varied is written afterwards.
  const auto reset = [&] { run.set_weights(c.weights); };
  for (std::size_t i = 0; i < c.inputs.size(); ++i)
    check_differences(run, run.inputs()[i], input_gradients[i], reset, "input " + std::to_string(i));
  for (std::size_t i = 0; i < c.weights.size(); ++i) {
    Variable& variable = *layer->weights()[i].variable;
    if (weight_gradients[i].empty()) continue;
    check_differences(
        run, variable.value, weight_gradients[i], [&] { reset(), ++variable.version; }, variable.name);
  }
}

}  // namespace

void check_layer(const std::string& name, const Exceptions& exceptions) {
  const auto listed = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const Json& json : golden_cases("layers/" + name)) {
    const std::string& case_name = json.at("name").as_string();
    SCOPED_TRACE(name + " " + case_name);
    const Json* data_format = json.at("node").at("config").find("data_format");
    if (data_format != nullptr && data_format->as_string() != "channels_last") {
      error_of(ErrorKind::unsupported, [&] { registry<LayerBase>().make(json.at("node")); });
      continue;
    }
    const Case c(json);
    check_config(c);
    check_shapes(c);
    check_weights(c);
    if (!listed(exceptions.differs, case_name)) {
      check_numbers(c, {.name = "reference", .providers = {&reference_provider()}});
      check_numbers(c, {.name = "all providers, shards", .threads = 2, .work = Work::shards});
      check_numbers(c, {.name = "all providers, team", .threads = 2, .work = Work::team});
    }
    if (!listed(exceptions.not_smooth, case_name)) check_finite_differences(c);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

}  // namespace fovea::testing
