#include "fovea/layers/activations/function.h"

#include <cmath>

#include "fovea/base/test_support.h"
#include "fovea/graph/program.h"

namespace fovea {
namespace {

std::vector<float> values_of(const ActivationFunction& function, std::vector<float> x) {
  Graph graph;
  const ValueId input = graph.add_input({1, static_cast<std::int64_t>(x.size())}, DType::f32, true);
  const ValueId y = function.emit(graph, input);
  graph.outputs = {y};
  const auto count = graph.shape(y).count();
  Program program(std::move(graph), {}, std::make_shared<Team>(1));
  program.bind(0, reinterpret_cast<const std::byte*>(x.data()));
  program.run({});
  return {program.values<float>(y), program.values<float>(y) + count};
}

}  // namespace

TEST(ActivationFunction, ReadsKerasForms) {
  const auto read = [](const char* text) {
    ActivationFunction function("relu");
    from_json(Json::parse(text, "test"), function);
    return function.name();
  };
  EXPECT_EQ(read("null"), "linear");
  EXPECT_EQ(read("\"swish\""), "silu");
  EXPECT_EQ(
      read(R"({"module": "builtins", "class_name": "function", "config": "tanh", "registered_name": "function"})"),
      "tanh");
  error_of(ErrorKind::unsupported, [&] { read(R"({"class_name": "ReLU", "config": {"max_value": 6}})"); });
  const std::string text = error_of(ErrorKind::usage, [&] { read("\"sofmax\""); });
  EXPECT_NE(text.find("softmax"), std::string::npos) << text;
  error_of(ErrorKind::usage, [&] { read("\"threshold\""); });
}

TEST(ActivationFunction, HardSigmoidOfKeras2IsLayersInKeras3) {
  const ActivationFunction function(keras2_hard_sigmoid);
  EXPECT_EQ(values_of(function, {-3, -2.5, 0, 1, 2.5, 4}), (std::vector<float>{0, 0, 0.5f, 0.7f, 1, 1}));
  const auto read = [](const Json& json) {
    ActivationFunction activation;
    from_json(json, activation);
    return activation.name();
  };
  Json node = to_json(function);
  EXPECT_EQ(node.at("class_name"), Json("Pipeline"));
  EXPECT_EQ(read(node), keras2_hard_sigmoid);
  Json::List layers = node.at("config").at("layers").as_list();
  layers[1]["config"]["negative_slope"] = 0.0;  // Keras writes defaults too
  node["config"]["layers"] = layers;
  EXPECT_EQ(read(node), keras2_hard_sigmoid);
  layers[1]["config"]["negative_slope"] = 0.1;
  node["config"]["layers"] = layers;
  error_of(ErrorKind::unsupported, [&] { read(node); });
}

TEST(ActivationFunction, LogSoftmaxStaysFiniteFarOut) {
  const auto y = values_of("log_softmax", {1000, 0, -1000});
  EXPECT_EQ(y, (std::vector<float>{0, -1000, -2000}));
}

TEST(ActivationFunction, SparsemaxByHand) {
  EXPECT_EQ(values_of("sparsemax", {0.5f, 0.5f, -3}), (std::vector<float>{0.5f, 0.5f, 0}));
  EXPECT_EQ(values_of("sparsemax", {5, 1, 0, -7}), (std::vector<float>{1, 0, 0, 0}));
  // The support's edge: 1 + 2 * x_2 = x_1 + x_2 leaves x_2 out.
  EXPECT_EQ(values_of("sparsemax", {1, 0}), (std::vector<float>{1, 0}));
}

TEST(ActivationFunction, GluHalvesTheLastAxis) {
  EXPECT_EQ(to_string(ActivationFunction("glu").output_shape({None, 3, 8}, "Dense")), "(None, 3, 4)");
  EXPECT_EQ(values_of("glu", {3, -4, 0, 0}), (std::vector<float>{1.5f, -2}));
  const std::string text = error_of(ErrorKind::shape, [] {
    ActivationFunction("glu").output_shape({None, 5}, "Dense 'd'");
  });
  EXPECT_NE(text.find("Dense 'd'"), std::string::npos) << text;
}

}  // namespace fovea
