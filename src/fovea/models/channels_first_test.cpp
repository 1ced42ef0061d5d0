#include "fovea/models/channels_first.h"

#include <algorithm>
#include <cmath>

#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
#include "fovea/layers/convolutional/conv.h"
#include "fovea/layers/size.h"
#include "fovea/models/config.h"

namespace fovea {
namespace {

Json parse(const std::string& text) { return Json::parse(text, "test"); }

Array golden_array(const Json& json) {
  Shape shape;
  for (const Json& dim : json.at("shape").as_list()) shape.push_back(dim.as_int());
  std::vector<float> values;
  for (const Json& value : json.at("data").as_list()) values.push_back(static_cast<float>(value.as_double()));
  return Array::of<float>(values, shape);
}

/// Channels from the first axis behind the samples to the last one; vectors stay.
Array channels_last(const Array& first) {
  const Shape& shape = first.shape();
  if (shape.rank() < 3) return first;
  const std::int64_t channels = shape[1], places = first.size() / (shape[0] * channels);
  Shape moved = shape.tail(2).with_front(shape[0]);
  moved.push_back(channels);
  Array last(moved);
  for (std::int64_t i = 0; i < first.size(); ++i) {
    const std::int64_t n = i / (channels * places), c = i / places % channels, place = i % places;
    last.values<float>()[static_cast<std::size_t>((n * places + place) * channels + c)] =
        first.values<float>()[static_cast<std::size_t>(i)];
  }
  return last;
}

struct Read {
  Model model;
  std::vector<std::string> warnings;
};

Read read(const Json& node) {
  std::vector<std::string> warnings;
  Model model = model_from_config(node, warnings);
  return {model, warnings};
}

std::string layer(const std::string& class_name, const std::string& config, const std::string& more = "") {
  return R"({"class_name":")" + class_name + R"(","config":{)" + config + "}" + more + "}";
}

const std::string input = layer("InputLayer", R"("batch_shape":[null,2,5,6],"name":"photo")");
const std::string first = R"("data_format":"channels_first")";
const std::string conv = layer("Conv2D", R"("name":"conv","filters":3,"kernel_size":2,)" + first);

/// A chain of these layers.
Json chain(const std::string& layers) {
  return parse(layer("Sequential", R"("name":"chain","layers":[)" + layers + "]"));
}

/// A functional model's layer, called once with each of these lists of tensors "name" or "name:rank".
std::string called(const std::string& node, const std::string& name,
                   const std::vector<std::vector<std::string>>& calls) {
  std::string inbound;
  for (const auto& call : calls) {
    std::string tensors;
    for (const std::string& tensor : call) {
      const std::string source = tensor.substr(0, tensor.find(':'));
      std::string shape = "null";
      for (int i = tensor[tensor.find(':') + 1] - '0'; i > 1; --i) shape += ",2";
      tensors += (tensors.empty() ? "" : ",") +
                 std::string(R"({"class_name":"__keras_tensor__","config":{"shape":[)") + shape +
                 R"(],"keras_history":[")" + source + R"(",0,0]}})";
    }
    inbound += (inbound.empty() ? "" : ",") + std::string(R"({"args":[[)") + tensors + R"(]],"kwargs":{}})";
  }
  return node.substr(0, node.size() - 1) + R"(,"name":")" + name + R"(","inbound_nodes":[)" + inbound + "]}";
}

Json functional(const std::string& layers, const std::string& inputs, const std::string& outputs) {
  const auto places = [](std::string names) {
    std::string list;
    for (std::size_t at = 0; at != std::string::npos;) {
      const std::size_t end = names.find(',', at);
      list += (list.empty() ? "" : ",") + std::string("[\"") + names.substr(at, end - at) + "\",0,0]";
      at = end == std::string::npos ? end : end + 1;
    }
    return "[" + list + "]";
  };
  return parse(layer("Functional", R"("name":"model","layers":[)" + layers + R"(],"input_layers":)" + places(inputs) +
                                       R"(,"output_layers":)" + places(outputs)));
}

std::string classes(const Model& model) {
  std::string names;
  for (const Layer& one : model.layers()) names += std::string(one.base().class_name()) + " ";
  return names;
}

TEST(ChannelsFirst, AModelOfChannelsLastStaysAsItIs) {
  const Json node =
      chain(layer("InputLayer", R"("batch_shape":[null,5,6,2])") + "," + layer("BatchNormalization", R"("axis":1)"));
  std::vector<std::string> warnings;
  EXPECT_EQ(channels_last_node(node, warnings), node);
  EXPECT_TRUE(warnings.empty());
}

TEST(ChannelsFirst, APlainChainNeedsNoOtherLayers) {
  const Read plain = read(chain(input + "," + layer("Rescaling", R"("scale":0.5)") + "," + conv + "," +
                                layer("BatchNormalization", R"("axis":1)") + "," + layer("ReLU", "") + "," +
                                layer("Flatten", first) + "," + layer("Dense", R"("units":3)")));
  EXPECT_EQ(classes(plain.model), "Rescaling Conv2D BatchNormalization ReLU Flatten Dense ");
  EXPECT_EQ(to_string(plain.model.input()[0].shape()), "(None, 5, 6, 2)");
  ASSERT_EQ(plain.warnings.size(), 1u);
  EXPECT_EQ(
      plain.warnings[0],
      "The model says data_format='channels_first' and was converted. It takes channels-last pictures: 'photo'.");
}

TEST(ChannelsFirst, MapsComeOutWithChannelsLast) {
  const Read maps = read(chain(input + "," + conv));
  EXPECT_EQ(to_string(maps.model.output().shape()), "(None, 4, 5, 3)");
  EXPECT_NE(maps.warnings.at(0).find("It gives channels-last maps, and takes labels of that form: 'conv'"),
            std::string::npos);
}

TEST(ChannelsFirst, WhatDependsOnTheOrderOfAxesGetsThatOrder) {
  const Read model = read(chain(input + "," + conv + "," + layer("Flatten", R"("data_format":"channels_last")")));
  EXPECT_EQ(classes(model.model), "Conv2D Permute Flatten ");
  EXPECT_EQ(model.model.get_layer(1).name(), "to_channels_first");
  EXPECT_EQ(to_string(model.model.get_layer(1).output().shape()), "(None, 3, 4, 5)");
  const Read back =
      read(chain(input + "," + layer("PReLU", R"("name":"to_channels_last","shared_axes":null)") + "," + conv));
  EXPECT_EQ(classes(back.model), "Permute PReLU Permute Conv2D ");
  EXPECT_EQ(back.model.get_layer(2).name(), "to_channels_last_1");
  EXPECT_EQ(to_string(back.model.weights()[0].variable->value.shape()), "(2, 5, 6)");
}

TEST(ChannelsFirst, InputsThatAreTurnedByTheModelStay) {
  const Read turned = read(chain(layer("InputLayer", R"("batch_shape":[null,5,6,2])") + "," +
                                 layer("Permute", R"("dims":[3,1,2])") + "," + conv));
  EXPECT_EQ(to_string(turned.model.input()[0].shape()), "(None, 5, 6, 2)");
  EXPECT_EQ(to_string(turned.model.output().shape()), "(None, 4, 5, 3)");
}

TEST(ChannelsFirst, ChainsThatWereNotBuiltAreConverted) {
  const std::string shaped = layer("Conv2D", R"("filters":3,"kernel_size":2,"input_shape":[2,5,6],)" + first);
  EXPECT_EQ(to_string(read(chain(shaped)).model.output().shape()), "(None, 4, 5, 3)");
  const Read open = read(chain(conv + "," + layer("GlobalMaxPooling2D", first)));
  EXPECT_EQ(to_string(open.model.predict(Array({1, 5, 6, 2})).shape()), "(1, 3)");
  const Read built =
      read(parse(layer("Sequential", R"("layers":[)" + conv + R"(],"build_input_shape":[null,2,5,6])")));
  EXPECT_EQ(to_string(built.model.output().shape()), "(None, 4, 5, 3)");
}

TEST(ChannelsFirst, ModelsWithinModelsTakeThePicturesAsTheyCome) {
  const std::string grow =
      layer("Sequential", R"("name":"grow","layers":[)" + input + "," + layer("Rescaling", R"("scale":2)") + "]");
  const Read model = read(chain(input + "," + grow + "," + conv));
  EXPECT_EQ(to_string(model.model.input()[0].shape()), "(None, 5, 6, 2)");
  EXPECT_EQ(classes(model.model), "Sequential Conv2D ");
}

TEST(ChannelsFirst, LayersThatStandInTwoPlacesAreConvertedOnce) {
  const std::string norm = layer("LayerNormalization", R"("name":"norm","axis":1)", R"(,"shared_object_id":1)"),
                    same = layer("Conv2D", R"("name":"same","filters":2,"kernel_size":1,)" + first,
                                 R"(,"shared_object_id":2)");
  const Read model = read(chain(input + "," + norm + "," + same + "," + norm + "," + same));
  EXPECT_EQ(classes(model.model), "LayerNormalization Conv2D LayerNormalization Conv2D ");
  EXPECT_EQ(model.model.weights().size(), 4u);
  // The second call's tensor is not a picture: the layer keeps to what it did first.
  const Read mixed =
      read(functional(called(input, "photo", {}) + "," +
                          called(layer("LayerNormalization", R"("axis":1)"), "norm", {{"photo:4"}, {"turned:4"}}) +
                          "," + called(layer("Permute", R"("dims":[1,2,3])"), "turned", {{"photo:4"}}) + "," +
                          called(conv, "conv", {{"photo:4"}}),
                      "photo", "norm,conv,turned"));
  EXPECT_EQ(to_string(mixed.model.outputs()[0].shape()), "(None, 5, 6, 2)");
  EXPECT_EQ(to_string(mixed.model.outputs()[2].shape()), "(None, 2, 5, 6)");
}

TEST(ChannelsFirst, ATensorIsPermutedOnceForAllThatTakeIt) {
  const Read model = read(functional(called(input, "photo", {}) + "," + called(conv, "conv", {{"photo:4"}}) + "," +
                                         called(layer("PReLU", ""), "a", {{"conv:4"}}) + "," +
                                         called(layer("PReLU", ""), "b", {{"conv:4"}}) + "," +
                                         called(layer("Add", ""), "add", {{"a:4", "b:4"}}),
                                     "photo", "add"));
  EXPECT_EQ(classes(model.model), "InputLayer Conv2D Permute PReLU PReLU Add ");
}

TEST(ChannelsFirst, WhatCannotBeConvertedIsNamed) {
  const auto refusal = [](ErrorKind kind, const Json& node) { return error_of(kind, [&] { read(node); }); };
  const auto softmax = layer("Conv2D", R"("name":"c","filters":3,"kernel_size":2,"activation":"softmax",)" + first);
  EXPECT_NE(refusal(ErrorKind::unsupported, chain(input + "," + softmax))
                .find("Conv2D 'c': its activation works along the last axis"),
            std::string::npos);
  EXPECT_NE(refusal(ErrorKind::format, chain(conv + "," + layer("PReLU", R"("name":"p")")))
                .find("PReLU 'p': the model is channels_first"),
            std::string::npos);
  EXPECT_NE(refusal(ErrorKind::format, chain(conv + "," + layer("Softmax", R"("name":"s","axis":-3)")))
                .find("Softmax 's': is part of a channels_first model and counts axis=-3 from the end"),
            std::string::npos);
  const Json ranks =
      functional(called(input, "photo", {}) + "," +
                     called(layer("InputLayer", R"("batch_shape":[null,2,5],"name":"line")"), "line", {}) + "," +
                     called(layer("Softmax", R"("axis":-2)"), "s", {{"photo:4"}, {"line:3"}}) + "," +
                     called(layer("Flatten", first), "f", {{"photo:4"}}) + "," +
                     called(layer("Flatten", first), "g", {{"line:3"}}),
                 "photo,line", "s,f,g");
  EXPECT_NE(refusal(ErrorKind::unsupported, ranks).find("Softmax 's': is called with tensors of different ranks"),
            std::string::npos);
  // Made by a program, a layer stays what it says.
  EXPECT_NE(error_of(ErrorKind::unsupported,
                     [] { Conv2D({.filters = 1, .kernel_size = 1, .data_format = "channels_first"}); })
                .find("Keras' files that say channels_first are converted when they are read"),
            std::string::npos);
}

TEST(ChannelsFirst, EveryDamagedByteGivesAModelOrAnError) {
  const std::string inner = layer(
      "Sequential", R"("name":"n","layers":[)" + input + "," + layer("ReLU", "", R"(,"shared_object_id":1)") + "]",
      R"(,"shared_object_id":2)");
  const std::string text = functional(called(input, "photo", {}) + "," + called(inner, "n", {{"photo:4"}}) + "," +
                                          called(layer("Concatenate", R"("axis":1)"), "both", {{"n:4", "photo:4"}}) +
                                          "," + called(layer("PReLU", R"("shared_axes":[2,3])"), "p", {{"both:4"}}) +
                                          "," + called(conv, "conv", {{"p:4"}}),
                                      "photo", "conv")
                               .dump();
  EXPECT_EQ(to_string(read(parse(text)).model.output().shape()), "(None, 4, 5, 3)");
  int refused = 0;
  for (std::size_t at = 0; at < text.size(); ++at)
    for (const char c : {'0', '1', '-', '"', ']', 'n'}) {
      std::string damaged = text;
      damaged[at] = c;
      try {
        read(parse(damaged));
      } catch (const Error&) {
        ++refused;
      }
    }
  EXPECT_GT(refused, 1000);
}

/// A case of a layer, read as part of a channels_first model whose inputs are pictures.
Json picture_model(const Json& item) {
  Json::List layers, outputs{Json::List{"flat", 0, 0}}, places, tensors;
  const auto tensor = [](const std::string& source, const Json& shape) {
    Json::List dims = shape.as_list();
    dims[0] = nullptr;
    return Json(Json::Object{{"class_name", "__keras_tensor__"},
                             {"config", Json::Object{{"shape", dims}, {"keras_history", Json::List{source, 0, 0}}}}});
  };
  const auto add = [&](Json node, const std::string& name, const Json::List& arguments) {
    node["name"] = name;
    node["config"]["name"] = name;
    Json::List inbound;
    if (!arguments.empty())
      inbound.push_back(Json::Object{{"args", Json::List{arguments}}, {"kwargs", Json::object()}});
    node["inbound_nodes"] = inbound;
    layers.push_back(node);
  };
  int i = 0;
  for (const Json& given : item.at("inputs").as_list()) {
    const std::string name = "input" + std::to_string(i++);
    tensors.push_back(tensor(name, given.at("shape")));
    Json shaped = parse(layer("InputLayer", ""));
    shaped["config"]["batch_shape"] = tensors.back().at("config").at("shape");
    add(shaped, name, {});
    add(parse(layer("Flatten", first)), "picture" + name, {tensors.back()});
    places.push_back(Json::List{name, 0, 0});
    outputs.push_back(Json::List{"picture" + name, 0, 0});
  }
  add(item.at("node"), "layer", tensors);
  add(parse(layer("Flatten", R"("data_format":"channels_last")")), "flat",
      {tensor("layer", item.at("output").at("shape"))});
  Json model = parse(layer("Functional", R"("name":"model")"));
  model["config"]["layers"] = layers;
  model["config"]["input_layers"] = places;
  model["config"]["output_layers"] = outputs;
  return model;
}

TEST(ChannelsFirst, EveryLayerGivesInPicturesWhatItGaveKeras) {
  int compared = 0, said_so = 0;
  const auto folder = std::filesystem::path(FOVEA_SOURCE_DIR) / "tests/golden/layers";
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const Json golden = Json::parse(read_file(file.path()), file.path().string());
    const std::string subject = file.path().stem().string();
    for (const Json& item : golden.at("cases").as_list()) {
      SCOPED_TRACE(subject + " " + item.at("name").as_string());
      const auto picture = [](const Json& given) { return given.at("shape").as_list().size() >= 3; };
      const Json::List& given = item.at("inputs").as_list();
      if (item.at("training").as_bool() || !std::any_of(given.begin(), given.end(), picture)) continue;
      const bool said = item.at("name") == Json("channels_first");
      // TensorFlow's numbers here are not those of Keras' other back ends: tests/golden/README.md
      if (said && (subject == "conv2d" || subject == "depthwise_conv2d")) continue;
      if (subject == "contrast_limited_adaptive_histogram_equalization") continue;  // is not computed
      Arrays inputs, weights;
      for (const Json& one : given) inputs.push_back(channels_last(golden_array(one)));
      for (const Json& weight : item.at("weights").as_list()) weights.push_back(golden_array(weight.at("value")));
      try {
        const Model model = read(picture_model(item)).model;
        model.set_weights(weights);
        const Array received = model.predict(inputs), expected = golden_array(item.at("output"));
        ASSERT_EQ(received.size(), expected.size());
        for (std::size_t i = 0; i < static_cast<std::size_t>(expected.size()); ++i) {
          const double value = expected.values<float>()[i];
          ASSERT_NEAR(received.values<float>()[i], value, 1e-5 + 1e-4 * std::abs(value)) << i;
        }
      } catch (const Error& error) {
        ADD_FAILURE() << error.what();
      }
      ++compared;
      said_so += said;
    }
  }
  EXPECT_GT(compared, 350) << compared;
  EXPECT_EQ(said_so, 30);
}

}  // namespace
}  // namespace fovea
