#include "fovea/formats/layers_file.h"

#include "fovea/base/test_support.h"
#include "fovea/formats/named_networks.h"
#include "fovea/formats/signatures.h"
#include "fovea/layers/convolutional/conv.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/merging/elementwise.h"
#include "fovea/layers/regularization/dropout.h"
#include "fovea/layers/reshaping/flatten.h"
#include "fovea/models/config.h"

namespace fovea {
namespace {

std::string refusal(const std::string& text, const CallParameters& parameters = {},
                    ErrorKind kind = ErrorKind::format) {
  return error_of(kind, [&] { read_layers(text, "t.layers", parameters); });
}

TEST(LayersFile, ReadsAChain) {
  const Model model = read_layers(
      "# digits\nInput((28, 28, 1))\nlayers.Conv2D(f, 3, padding='same', activation='relu')\n"
      "MaxPool2D(2); Flatten()\nDense(classes,\n      activation='softmax')\n",
      "digits.layers", {{"classes", 10}, {"f", 6}});
  EXPECT_TRUE(model.network().sequential());
  EXPECT_EQ(model.count_params(), 60 + 14 * 14 * 6 * 10 + 10);
  EXPECT_EQ(model.output().shape(), (Shape{None, 10}));
}

TEST(LayersFile, TheFirstLayerMaySayWhatComesIn) {
  EXPECT_EQ(read_layers("Dense(3, input_shape=(4,))\nDense(2)", "t").count_params(), 15 + 8);
  EXPECT_EQ(read_layers("Dense(3, input_dim=4)", "t").count_params(), 15);
  EXPECT_FALSE(read_layers("Flatten()\nDense(3)", "t").network().complete());
}

TEST(LayersFile, ReadsAGraph) {
  const Model model = read_layers(
      "photo = Input((8, 8, 3), name='photo')\nextra = Input((2,))\na = Conv2D(3, 3, padding='same')(photo)\n"
      "b = Add()([a, photo])\noutput_1 = GlobalAveragePooling2D()(b)\noutput_0 = Dense(4)(extra)\n",
      "t");
  EXPECT_EQ(model.input()[0].node()->layer->name(), "photo");
  ASSERT_EQ(model.outputs().size(), 2u);
  EXPECT_EQ(model.outputs()[0].shape(), (Shape{None, 4}));
  EXPECT_EQ(model.outputs()[1].shape(), (Shape{None, 3}));
  EXPECT_EQ(read_layers("x = Input((4,))\nDense(3)\nDense(2)", "t").output().shape(), (Shape{None, 2}));
}

TEST(LayersFile, ErrorsNameTheLineAndWhatThereIs) {
  EXPECT_EQ(refusal("Input((5, 5, 3))\nConv2D(2, 7)").substr(0, 48),
            "t.layers:2:1: Conv2D: kernel 7x7 exceeds input 5");
  EXPECT_EQ(refusal("Input((5, 5, 3))\n  Conv2d(2, 7)"),
            "t.layers:2:3: Layer 'Conv2d' is not known. Did you mean 'Conv2D'?");
  EXPECT_NE(refusal("Input((5, 5, 3))\nConv2D(2, 3, paddin='same')")
                .find("t.layers:2:14: Conv2D has no argument 'paddin'. Did you mean 'padding'"),
            std::string::npos);
  EXPECT_EQ(refusal("Input((5,))\nDense(classes)", {{"f", 3}}, ErrorKind::usage).substr(0, 39),
            "t.layers: has no name 'f' to set. Known");
  EXPECT_NE(
      refusal("Input((5,))\nDense(clases)", {{"classes", 3}}).find("t.layers:2:7: The name 'clases' has no value."),
      std::string::npos);
  EXPECT_NE(
      refusal("x = Input((5,))\ny = Add()([x, z])").find("t.layers:2:5: 'z' is no value made before this line."),
      std::string::npos);
  EXPECT_NE(refusal("Input((5,))\nDense(0)").find("t.layers:2:1: Dense: units must be 1 or more"), std::string::npos);
  EXPECT_NE(refusal("Dense(3)\nInput((5,))").find("t.layers:2:1: Input(...) begins a chain"), std::string::npos);
  EXPECT_NE(refusal("y = Dense(3)").find("t.layers:1:5: The first line of a graph is Input(shape)."),
            std::string::npos);
  EXPECT_NE(refusal("").find("has no layers"), std::string::npos);
  refusal("Input((5,))\nDense(3, kernel_initializer=L2())");
}

TEST(LayersFile, WritesAChainAsPeopleDo) {
  const Sequential model({Input({28, 28, 1}),
                          Conv2D({.filters = 6,
                                  .kernel_size = {3, 5},
                                  .padding = "same",
                                  .activation = "relu",
                                  .kernel_regularizer = "l2"}),
                          Conv2D({.filters = 2, .kernel_size = 1, .name = "last"}), Flatten(), Dropout({.rate = 0.5}),
                          Dense({.units = 10})});
  EXPECT_EQ(write_layers(model),
            "Input((28, 28, 1))\nConv2D(6, (3, 5), padding='same', activation='relu', kernel_regularizer=L2())\n"
            "Conv2D(2, (1, 1), name='last')\nFlatten()\nDropout(0.5)\nDense(10)\n");
}

TEST(LayersFile, WhatIsWrittenGivesTheModelBack) {
  const Tensor x = Input({8, 8, 3}), y = Input({8, 8, 3}, {.name = "second"});
  const Tensor a = Conv2D({.filters = 3, .kernel_size = 3, .padding = "same"})(y);
  const Tensor b = Add()({a, x});
  const Model graph({x, y}, {Flatten()(b), a});
  EXPECT_EQ(model_node(read_layers(write_layers(graph), "t")), model_node(graph));
  const Sequential chain({Input({4}), Dense({.units = 3, .name = "dense_1"}), Dense({.units = 2}),
                          Dense({.units = 1, .name = "dense_7"})});
  EXPECT_EQ(model_node(read_layers(write_layers(chain), "t")), model_node(chain));
}

TEST(LayersFile, LayersOfEveryGroupComeBackFromATextWithTheirArguments) {
  const char* text =
      "Input((9, 8, 3))\nPipeline([RandomFlip(), RandomZoom(0.1)])\nNormalization(mean=[0.1, 0.2, 0.3], "
      "variance=[1.0, 2.0, 3.0])\nResizing(10, 12, "
      "antialias=True)\n"
      "SpectralNormalization(Conv2D(4, (3, 3), padding='same', name='conv2d'), power_iterations=2)\n"
      "LayerNormalization(axis=[1, 2, 3])\nPReLU(shared_axes=[1, 2])\nSpatialDropout2D(0.5)\nCropping2D([[1, 0], [0, "
      "2]])\n"
      "UpSampling2D(size=(2, 3), interpolation='bicubic')\nPermute((3, 1, 2))\nReshape((4, "
      "-1))\nZeroPadding1D(padding=(1, 2))\n"
      "GaussianNoise(0.1)\nSoftmax(axis=[1, "
      "2])\nFlatten()\nRepeatVector(2)\n";
  const Model model = read_layers(text, "t");
  EXPECT_EQ(model_node(read_layers(write_layers(model), "t")), model_node(model)) << write_layers(model);
}

TEST(LayersFile, ACallThatKerasOverrulesIsWritten) {
  const Json node = Json::parse(R"({"class_name": "Functional", "config": {"name": "m", "trainable": true, "layers": [
    {"class_name": "InputLayer", "name": "i", "inbound_nodes": [], "config": {"batch_shape": [null, 8, 8, 3], "name": "i"}},
    {"class_name": "RandomFlip", "name": "f", "config": {"name": "f"}, "inbound_nodes": [{"kwargs": {"training": true},
      "args": [{"class_name": "__keras_tensor__", "config": {"shape": [null, 8, 8, 3], "keras_history": ["i", 0, 0]}}]}]}],
    "input_layers": [["i", 0, 0]], "output_layers": [["f", 0, 0]]}})",
                                "t");
  std::vector<std::string> warnings;
  EXPECT_NE(write_layers(model_from_config(node, warnings)).find("output = RandomFlip("), std::string::npos);
}

TEST(LayersFile, OperationsComeBackAsOperations) {
  const auto text = [](const std::string& lines) { return "v0 = Input((4, 6, 2))\n" + lines; };
  for (const char* lines :
       {"output = ops.TrueDivide(x2=127.5)(v0)\n", "output = ops.Subtract(x1=[0.5, 1.0])(v0)\n",
        "output = ops.Reshape((-1, 8, 6))(v0)\n", "output = ops.GetItem(':, None, 1, ..., ::-1')(v0)\n",
        "output = ops.Pad([(0, 0), (2, 1), (0, 3), (0, 0)], mode='reflect')(v0)\n",
        "v1 = ops.Relu()(v0)\noutput = ops.Concatenate(axis=1)([v0, v1])\n"})
    EXPECT_EQ(write_layers(read_layers(text(lines), "ops.layers")), text(lines));
}

TEST(LayersFile, OperationsMirrorAndAddAxes) {
  const auto result = [](const std::string& operation) {
    const Model model = read_layers("x = Input((3, 2))\noutput = " + operation + "(x)\n", "ops.layers");
    const Array y = model.predict(Array::of<float>({1, 2, 3, 4, 5, 6}, {1, 3, 2}));
    std::string text = to_string(y.shape()) + ":";
    for (const float value : y.values<float>()) text += " " + std::to_string(static_cast<int>(value));
    return text;
  };
  EXPECT_EQ(result("ops.Pad([[0, 0], [2, 1], [0, 1]], mode='reflect')"),
            "(1, 6, 3): 5 6 5 3 4 3 1 2 1 3 4 3 5 6 5 3 4 3");
  EXPECT_EQ(result("ops.Pad([[0, 0], [0, 2], [0, 0]], mode='symmetric')"), "(1, 5, 2): 1 2 3 4 5 6 5 6 3 4");
  EXPECT_EQ(result("ops.GetItem(':, None, 1:, ..., None')"), "(1, 1, 2, 2, 1): 3 4 5 6");
  EXPECT_EQ(result("ops.GetItem('..., None, 0')"), "(1, 3, 1): 1 3 5");
  const auto why = [&](ErrorKind kind, const char* operation) { return error_of(kind, [&] { result(operation); }); };
  EXPECT_NE(why(ErrorKind::format, "ops.Pad([[0, 0], [3, 0], [0, 0]], mode='reflect')").find("2 elements of axis 1"),
            std::string::npos);
  why(ErrorKind::format, "ops.Pad([[0, 0], [0, 0], [0, 3]], mode='symmetric')");
  EXPECT_NE(why(ErrorKind::format, "ops.Pad([[0, 0], [0, 0], [0, 1]], mode='wrap')").find("'constant', 'reflect' or"),
            std::string::npos);
  EXPECT_NE(why(ErrorKind::format, "ops.GetItem('None')").find("the samples' axis first"), std::string::npos);
}

TEST(LayersFile, NamesWhatStandsInItsPlace) {
  const auto why = [](const char* text) {
    return error_of(ErrorKind::unreadable, [&] { read_layers(text, "net.layers"); });
  };
  EXPECT_NE(why("version https://git-lfs.github.com/spec/v1\noid sha256:0").find("git lfs pull"), std::string::npos);
  EXPECT_NE(why("<!DOCTYPE html>\n<html>").find("is a web page"), std::string::npos);
}

TEST(LayersFile, WhatATextCannotSayIsRefused) {
  const Dense twice({.units = 4});
  const Tensor x = Input({4});
  error_of(ErrorKind::unsupported, [&] { write_layers(Model(x, twice(twice(x)))); });
  error_of(ErrorKind::unsupported, [&] { write_layers(Sequential({Input({4}), twice, twice})); });
  error_of(ErrorKind::unsupported, [&] {
    write_layers(Sequential({Sequential({Input({4}), twice}), Dense({.units = 1})}));
  });
  error_of(ErrorKind::unsupported, [&] { write_layers(Model(x, Dense({.units = 4}).call(x, {.value = true}))); });
}

TEST(NamedNetworks, HaveTheParametersOfTheLessons) {
  EXPECT_EQ(named_network("digits", 10).count_params(), 8790);
  EXPECT_EQ(named_network("fashion", 10).count_params(), 73834);
  EXPECT_EQ(named_network("fashion", 10).name(), "Basic_CNN_model");
  EXPECT_EQ(named_network("lenet5", 10).count_params(), 61706);
  EXPECT_EQ(named_network("tinyvgg", 3).output().shape(), (Shape{None, 3}));
  EXPECT_EQ(named_network("tinyvgg", 2).output().shape(), (Shape{None, 1}));
  EXPECT_NE(error_of(ErrorKind::usage, [] { named_network("lenet", 10); }).find("lenet5"), std::string::npos);
  EXPECT_FALSE(is_named_network("lenet"));
  for (const std::string& name : named_networks()) EXPECT_TRUE(is_named_network(name));
}

TEST(Calls, MakeLayersOfAList) {
  const auto layers = layers_from_calls("RandomFlip('horizontal'); RandomRotation(0.2)", "--augment");
  ASSERT_EQ(layers.size(), 2u);
  EXPECT_EQ(layers[0].base().config().at("mode").as_string(), "horizontal");
  EXPECT_EQ(layers[1].base().config().at("factor").dump(), "[-0.2,0.2]");
  EXPECT_EQ(error_of(ErrorKind::usage, [] { layers_from_calls("RandomFlop()", "--augment"); }).substr(0, 12),
            "--augment:1:");
}

TEST(ObjectsFromCalls, AreFoundInTheirOwnTables) {
  EXPECT_EQ(optimizer_from_call("adam")->class_name(), "Adam");
  EXPECT_EQ(optimizer_from_call("SGD(0.5, momentum=0.9)")->config().at("momentum").as_double(), 0.9);
  EXPECT_EQ(optimizer_from_call("RMSprop(ExponentialDecay(0.1, 10, 0.5))")->learning_rate(), 0.1);
  EXPECT_EQ(loss_from_call("keras.losses.BinaryCrossentropy(from_logits=True)")->from_logits(), true);
  EXPECT_EQ(loss_from_call("mse")->class_name(), "MeanSquaredError");
  EXPECT_NE(callback_from_call("EarlyStopping(patience=3)"), nullptr);
  EXPECT_EQ(error_of(ErrorKind::usage, [] { optimizer_from_call("Adm()"); }).substr(0, 14), "--optimizer:1:");
  EXPECT_NE(error_of(ErrorKind::usage, [] { optimizer_from_call("Adam(lr=1, rate=2)"); }).find("has no argument"),
            std::string::npos);
  error_of(ErrorKind::usage, [] { optimizer_from_call("Dense(3)"); });
}

}  // namespace
}  // namespace fovea
