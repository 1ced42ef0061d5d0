#include "fovea/models/config.h"

#include <algorithm>
#include <map>

#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
#include "fovea/layers/activations/relu.h"
#include "fovea/layers/convolutional/conv.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/merging/concatenate.h"
#include "fovea/layers/merging/elementwise.h"
#include "fovea/layers/pooling/global_pool.h"
#include "fovea/layers/reshaping/flatten.h"

namespace fovea {
namespace {

Model read(const Json& node) {
  std::vector<std::string> warnings;
  const Model model = model_from_config(node, warnings);
  EXPECT_TRUE(warnings.empty()) << warnings.at(0);
  return model;
}

Json parse(const std::string& text) { return Json::parse(text, "test"); }

/// A node without what may differ: Keras numbers shared objects by address, writes `mask` (which means nothing) and
/// arguments that are None, and build_config only where a class builds itself late; the order of keys has no meaning.
std::string meaning(const Json& json) {
  if (json.is_list()) {
    std::string text = "[";
    for (const Json& item : json.as_list()) text += meaning(item) + ",";
    return text + "]";
  }
  if (!json.is_object()) return json.is_number() ? std::to_string(json.as_double()) : json.dump();
  std::map<std::string, std::string> members;
  for (const auto& [key, value] : json.as_object())
    if (key == "kwargs" && value.find("training") != nullptr && !value.at("training").is_null())
      members[key] = meaning(value.at("training"));
    else if (key != "shared_object_id" && key != "build_config" && key != "kwargs" && key != "compile_config")
      members[key] = meaning(value);
  std::string text = "{";
  for (const auto& [key, value] : members) text += key + ":" + value + ",";
  return text + "}";
}

/// The chain Input, then `layers`, as Keras' node.
Json chain(const std::string& layers) {
  return parse(R"({"module": "keras", "class_name": "Sequential", "registered_name": null, "config": {"name": "s",
                   "layers": [{"module": "keras.layers", "class_name": "InputLayer",
                               "config": {"batch_shape": [null, 4], "name": "x"}})" +
               (layers.empty() ? "" : ", " + layers) + "]}}");
}

const std::string dense = R"({"module": "keras.layers", "class_name": "Dense", "config": {"name": "d", "units": 2}})";

std::string refusal(ErrorKind kind, const Json& node) {
  return error_of(kind, [&] {
    std::vector<std::string> warnings;
    model_from_config(node, warnings);
  });
}

TEST(Config, ReadsArraysOfNumbers) {
  const Model model = read(parse(R"({"class_name": "Sequential", "config": {"name": "s", "layers": [
    {"class_name": "InputLayer", "config": {"batch_shape": [null, 2]}},
    {"class_name": "Rescaling", "config": {"name": "r", "offset": 0, "scale":
      {"class_name": "__numpy__", "config": {"value": [0.5, 3.0], "dtype": "float64"}}}}]}})"));
  const Array y = model.predict(Array::of<float>({2, 2}, {1, 2}));
  EXPECT_EQ(y.values<float>()[1], 6);
}

TEST(Config, EqualsWhatKerasWrites) {
  const auto path = std::filesystem::path(FOVEA_SOURCE_DIR) / "tests/golden/summary.json";
  const Json golden = Json::parse(read_file(path), path.string());
  for (const Json& item : golden.at("cases").as_list()) {
    const Json& keras = item.at("model");
    EXPECT_EQ(meaning(model_node(read(keras))), meaning(keras)) << item.at("name").as_string();
  }
}

TEST(Config, KeepsLayersThatActInTrainingAloneAndTheirModules) {
  const auto path = std::filesystem::path(FOVEA_SOURCE_DIR) / "tests/golden/keras_files/augmented.json";
  const Json config = Json::parse(read_file(path), path.string()).at("config");
  EXPECT_EQ(meaning(model_node(read(config))), meaning(config));
}

TEST(Config, ReadsTheSameOfTensorFlowsKeras) {
  const Model model = read(parse(R"({"class_name": "Sequential", "config": {"name": "s", "layers": [
      {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 6, 5, 3], "dtype": "float32", "name": "x"}},
      {"class_name": "RandomFlip", "config": {"name": "f", "trainable": true, "dtype": "float32",
       "rng_type": "stateful", "mode": "horizontal_and_vertical", "seed": null}},
      {"class_name": "RandomHeight", "config": {"name": "h", "trainable": true, "dtype": "float32",
       "rng_type": "stateful", "factor": 0.2, "interpolation": "bilinear", "seed": null}},
      {"module": "tf_keras.src.applications.convnext", "class_name": "LayerScale", "registered_name": "LayerScale",
       "config": {"name": "l", "trainable": true, "dtype": "float32", "init_values": 0.001, "projection_dim": 3}},
      {"module": "tf_keras.src.applications.convnext", "class_name": "StochasticDepth",
       "registered_name": "StochasticDepth", "config": {"name": "d", "drop_path_rate": 0.2}}]}})"));
  EXPECT_EQ(model.count_params(), 3);
  EXPECT_EQ(to_string(model.output().shape()), "(None, 6, 5, 3)");
}

TEST(Config, KeepsTheOrderAndKindsOfInputsAndOutputs) {
  const Tensor photo = Input({None, None, 3}, {.name = "photo"}), extra = Input({4}, {.name = "extra"});
  const Conv2D shared({.filters = 3, .kernel_size = 3, .padding = "same"});
  const Tensor a = shared(photo), b = shared(a), s = Add()({a, b});
  const Tensor head = Dense({.units = 1, .name = "steak"})(GlobalAveragePooling2D()(s));
  const Model model({extra, photo}, {s, head, a}, "two");
  const Json node = model_node(model);
  const Model again = read(node);
  EXPECT_EQ(again.name(), "two");
  EXPECT_EQ(model_node(again), node);
  ASSERT_EQ(again.input().size(), 2u);
  EXPECT_EQ(again.input()[0].node()->layer->name(), "extra");  // no output needs it
  ASSERT_EQ(again.outputs().size(), 3u);
  EXPECT_EQ(again.outputs()[1].shape(), (Shape{None, 1}));
  EXPECT_EQ(again.count_params(), model.count_params());
  EXPECT_EQ(again.outputs()[2].node()->layer, again.get_layer("conv2d").pointer());
  const auto& calls = again.network().calls();
  EXPECT_EQ(
      std::count_if(calls.begin(), calls.end(), [](const auto& call) { return call->layer->name() == "conv2d"; }), 2);
}

TEST(Config, NestedModelsAndLayersThatTheyShareStayShared) {
  const Tensor x = Input({8, 8, 3});
  const Conv2D shared({.filters = 3, .kernel_size = 1});
  const Model inner(x, {shared(x), ReLU()(shared(x))}, "inner");
  const Tensor photo = Input({8, 8, 3});
  const Tensors first = inner.call(shared(photo)), second = inner.call(first[1]);
  const Sequential head({Flatten(), Dense({.units = 2})});
  const Model outer(photo, {head(second[0]), first[1], second[0]}, "outer");
  const Json node = model_node(outer);
  const Model again = read(node);
  EXPECT_EQ(model_node(again), node);
  EXPECT_EQ(again.count_params(), outer.count_params());
  EXPECT_EQ(again.outputs()[1].output(), 1);
  const auto& nested = static_cast<const Network&>(again.get_layer("inner").base());
  EXPECT_NE(std::find(nested.layers().begin(), nested.layers().end(), again.get_layer("conv2d").pointer()),
            nested.layers().end());
  EXPECT_EQ(again.get_layer("sequential").weights().size(), 2u);
}

TEST(Config, AChainKeepsLayersThatStandInItTwice) {
  const Dense twice({.units = 4, .name = "twice"});
  const Sequential model({Input({4}), twice, ReLU(), twice}, "s");
  const Model again = read(model_node(model));
  EXPECT_EQ(again.count_params(), 20);
  EXPECT_EQ(again.network().members().size(), 4u);
}

TEST(Config, AChainWithoutAnInputStaysOpen) {
  const Sequential open({Flatten(), Dense({.units = 2})});
  const Json node = model_node(open);
  EXPECT_EQ(node.find("build_config"), nullptr);
  const Model again = read(node);
  EXPECT_FALSE(again.network().complete());
  EXPECT_EQ(model_node(again), node);
  Json built = node;
  built["config"]["build_input_shape"] = parse("[null, 3, 3]");
  EXPECT_EQ(read(built).count_params(), 20);
}

TEST(Config, FrozenLayersStayFrozen) {
  const Sequential model({Input({4}), Dense({.units = 4, .name = "a"}), Dense({.units = 4, .name = "b"})}, "s");
  model.get_layer("a").set_trainable(false);
  EXPECT_EQ(read(model_node(model)).network().trainable_weights().size(), 2u);
  model.set_trainable(false);
  EXPECT_TRUE(read(model_node(model)).network().trainable_weights().empty());
}

TEST(Config, TheFirstLayerMaySayWhatComesIn) {
  EXPECT_EQ(read(parse(R"({"class_name": "Sequential", "config": {"name": "s", "layers": [
      {"class_name": "Dense", "config": {"units": 2, "batch_input_shape": [null, 7]}}, {"class_name": "Dense",
      "config": {"units": 2, "input_dim": 2}}]}})"))
                .count_params(),
            22);
}

TEST(Config, ClassesThatAreNotThereAreNamedTogether) {
  const std::string text = refusal(ErrorKind::unsupported, chain(dense + R"(,
      {"module": "keras.layers", "class_name": "Lambda", "config": {"name": "l", "function": {"class_name": "__lambda__",
       "config": {"value": "4wEA"}}}},
      {"module": "mine", "class_name": "Dense", "config": {"name": "own", "units": 3}, "registered_name": "mine>Dense"},
      {"module": "keras.layers", "class_name": "Dense", "config": {"name": "e", "units": 3, "kernel_initializer":
       {"module": "builtins", "class_name": "Evil", "config": {}}}})"));
  EXPECT_EQ(
      text,
      "Classes or functions are not available: Lambda 'l', mine>Dense 'own', Evil of Dense 'e'. Only what fovea "
      "has is made from a file; code in files is never run. Build the model of layers that it has (docs/layers.md) "
      "and "
      "save it again.");
  EXPECT_NE(
      refusal(ErrorKind::unsupported, parse(R"({"module": "my", "class_name": "Net", "config": {"layers": 3}})"))
          .find("A class or function is not available: my.Net"),
      std::string::npos);
}

TEST(Config, EveryClassThatIsNotThereIsNamedAndWhereItIsFrom) {
  std::string layers = dense;
  for (int i = 0; i < 30; ++i)
    layers += R"(,{"module": "m", "class_name": "Fancy", "registered_name": "mypkg>Fancy", "config": {"name": "f)" +
              std::to_string(i) + "\"}}";
  for (const char* activation : {R"({"module": "builtins", "class_name": "function", "config": "double",
                                     "registered_name": "mypkg>double"})",
                                 "\"twice\""})
    layers +=
        R"(,{"module": "keras.layers", "class_name": "Dense", "config": {"name": "own", "units": 2, "activation": )" +
        std::string(activation) + "}}";
  layers += R"(,{"class_name": "TFOpLambda", "config": {"name": "tf.math.cumsum", "function": "math.cumsum"}})";
  const std::string text = refusal(ErrorKind::unsupported, chain(layers));
  EXPECT_EQ(text.find("Known:"), std::string::npos) << "all that is there buries what is not";
  for (const char* words : {"mypkg>Fancy 'f0'", "mypkg>Fancy 'f29'", "activation mypkg>double of Dense 'own'",
                            "activation twice of Dense 'own'", "TFOpLambda 'tf.math.cumsum' (math.cumsum)"})
    EXPECT_NE(text.find(words), std::string::npos) << words << "\n" << text;
}

TEST(Config, UnknownArgumentsAreReported) {
  std::vector<std::string> warnings;
  const Model model = model_from_config(
      chain(R"({"module": "keras.layers", "class_name": "Dense", "config": {"name": "d", "units": 2, "shade": [1],
               "hue": null, "kernel_initializer": {"module": "keras.initializers", "class_name": "Zeros",
               "config": {"dtype": "float32", "tone": "dark"}, "registered_name": null}}, "colour": "red"})"),
      warnings);
  EXPECT_EQ(model.count_params(), 10);
  ASSERT_EQ(warnings.size(), 3u);
  EXPECT_EQ(warnings[0], "Dense 'd': the argument 'shade' is not known and was left out. It was [1].");
  EXPECT_EQ(warnings[1], "Zeros of Dense 'd': the argument 'tone' is not known and was left out. It was \"dark\".");
  EXPECT_EQ(warnings[2], "Dense 'd': the argument 'colour' is not known and was left out. It was \"red\".");
}

/// x -> a -> b with `history` as the argument of b's call.
Json graph(const std::string& history, const std::string& kwargs = "{}") {
  const auto tensor = [](const std::string& place) {
    return R"([{"args": [{"class_name": "__keras_tensor__", "config": {"shape": [null, 4], "dtype": "float32",
                "keras_history": )" +
           place + "}}], \"kwargs\": ";
  };
  return parse(R"({"module": "keras", "class_name": "Functional", "config": {"name": "f", "layers": [
      {"class_name": "InputLayer", "name": "x", "inbound_nodes": [], "config": {"batch_shape": [null, 4], "name": "x"}},
      {"class_name": "Dense", "name": "a", "config": {"name": "a", "units": 4}, "inbound_nodes": )" +
               tensor(R"(["x", 0, 0])") + R"({}}]},
      {"class_name": "Dense", "name": "b", "config": {"name": "b", "units": 4}, "inbound_nodes": )" +
               tensor(history) + kwargs + R"(}]}], "input_layers": ["x", 0, 0], "output_layers": ["b", 0, 0]}})");
}

TEST(Config, CallsThatCannotBeMadeAreRefused) {
  EXPECT_EQ(read(graph(R"(["a", 0, 0])", R"({"training": false, "mask": null})")).count_params(), 40);
  EXPECT_EQ(refusal(ErrorKind::format, graph(R"(["b", 0, 0])")),
            "Calls of these layers run in a circle or need calls that are not there: Dense 'b'.");
  EXPECT_EQ(refusal(ErrorKind::format, graph(R"(["a", 1, 0])")),
            "Calls of these layers run in a circle or need calls that are not there: Dense 'b'.");
  EXPECT_EQ(refusal(ErrorKind::format, graph(R"(["a", 0, 1])")),
            "Dense 'a': has 1 outputs. Received a reference to output 1.");
  EXPECT_NE(refusal(ErrorKind::format, graph(R"(["A", 0, 0])")).find("No layer is named 'A'."), std::string::npos);
  EXPECT_EQ(refusal(ErrorKind::unsupported, graph(R"(["a", 0, 0])", R"({"state": 3})")),
            "Dense 'b': is called with the argument 'state', which is not available.");
  refusal(ErrorKind::format, graph(R"(["a", -1, 0])"));
  refusal(ErrorKind::format, graph(R"("a")"));
}

TEST(Config, AGraphsLayersMayKeepTheInputShapeOfAChain) {
  Json node = graph(R"(["a", 0, 0])");
  Json::List layers = node.at("config").at("layers").as_list();
  layers[1]["config"]["batch_input_shape"] = parse("[null, 4]");
  layers[2]["config"]["input_dim"] = 4;
  node["config"]["layers"] = layers;
  EXPECT_EQ(read(node).count_params(), 40);
}

TEST(Config, OperationsWithoutTheirModuleAreKnownByWhatLayersSay) {
  const auto made = [](const std::string& config) {
    Json node = graph(R"(["a", 0, 0])");
    Json::List layers = node.at("config").at("layers").as_list();
    layers[2]["class_name"] = "Subtract";
    layers[2]["config"] = parse(config);
    Json::List calls = layers[2].at("inbound_nodes").as_list();
    calls[0]["args"].push_back(2.5);
    layers[2]["inbound_nodes"] = calls;
    node["config"]["layers"] = layers;
    return node;
  };
  EXPECT_EQ(read(made(R"({"name": "b"})")).get_layer("b").base().class_name(), "ops.Subtract");
  refusal(ErrorKind::unsupported, made(R"({"name": "b", "trainable": true, "dtype": "float32"})"));
}

TEST(Config, OperationsKeepTheirArguments) {
  Json cast = graph(R"(["a", 0, 0])");
  Json::List layers = cast.at("config").at("layers").as_list();
  layers[2]["class_name"] = "Cast";
  layers[2]["config"] = parse(R"({"name": "b", "dtype": "float32"})");
  cast["config"]["layers"] = layers;
  EXPECT_EQ(read(cast).get_layer("b").base().config().at("to"), Json("float32"));
  // TensorFlow writes constant_values where it mirrors too.
  const Model padded = read(parse(R"({"class_name": "Functional", "config": {"name": "f", "layers": [
      {"class_name": "InputLayer", "name": "x", "inbound_nodes": [], "config": {"batch_input_shape": [null, 4, 3], "name": "x"}},
      {"class_name": "TFOpLambda", "name": "p", "config": {"name": "p", "function": "compat.v1.pad"}, "inbound_nodes":
       [["x", 0, 0, {"paddings": [[0, 0], [1, 2], [0, 0]], "mode": "REFLECT", "name": null, "constant_values": 0}]]}],
      "input_layers": [["x", 0, 0]], "output_layers": [["p", 0, 0]]}})"));
  EXPECT_EQ(to_string(padded.output().shape()), "(None, 7, 3)");
}

TEST(Config, BrokenNodesAreRefused) {
  for (const char* text :
       {"[]", "3", "{}", R"({"class_name": 3, "config": {}})", R"({"class_name": "Sequential"})",
        R"({"class_name": "Sequential", "config": {}})", R"({"class_name": "Sequential", "config": {"layers": {}}})",
        R"({"class_name": "Sequential", "config": {"layers": [3]}})",
        R"({"class_name": "Sequential", "config": {"layers": [{"class_name": "Dense"}]}})"})
    EXPECT_THROW(read(parse(text)), Error) << text;
  refusal(ErrorKind::unsupported, parse(R"({"class_name": "Dense", "config": {"units": 3}})"));
}

}  // namespace
}  // namespace fovea
