#include "fovea/base/call_config.h"

#include "fovea/base/test_support.h"

namespace fovea {
namespace {

/// A few classes, one of which means another thing as an initializer.
CallSignature signature(const std::string& name, const std::string& key, const TextPlace& place) {
  if (name == "Conv2D")
    return {
        {"filters", "kernel_size", "strides", "padding", "activation", "kernel_initializer", "kernel_regularizer"},
        {"name", "input_shape"},
        Json::parse(R"({"strides": [1, 1], "padding": "valid", "activation": null,
                            "kernel_initializer": "glorot_uniform", "kernel_regularizer": null, "name": null})",
                    "defaults")};
  if (name == "Rescaling") return {{"scale", "offset"}, {"name"}, Json::parse(R"({"offset": 0.0})", "defaults")};
  if (name == "GlorotUniform" || name == "HeNormal")
    return {{"seed"}, {}, Json::parse(R"({"seed": null})", "defaults")};
  if (name == "L2") return {{"l2"}, {}, Json::parse(R"({"l2": 0.01})", "defaults")};
  if (name == "Identity" && key == "kernel_initializer") return {{"gain"}, {}, Json::parse(R"({"gain": 1.0})", "d")};
  if (name == "Flatten" || name == "Identity") return {{}, {}, Json::object()};
  if (name == "TimeDistributed") return {{"layer"}, {}, Json::object()};
  if (name == "Sequential") return {{"layers"}, {}, Json::object()};
  if (name == "Weights") return {{"table"}, {}, Json::parse(R"({"table": null})", "defaults")};
  place.fail("'" + name + "' is not known.");
}

std::string config(const std::string& text, const CallParameters& parameters = {}) {
  return to_config(parse_call(text, "t"), signature, parameters).dump();
}

std::string refusal(const std::string& text, const CallParameters& parameters = {}) {
  return error_of(ErrorKind::usage, [&] { config(text, parameters); });
}

std::string written(const std::string& json) { return to_call_text(Json::parse(json, "t"), signature); }

TEST(CallConfig, NamesPositionalArguments) {
  EXPECT_EQ(config("Conv2D(6, (3, 5), padding='same')"),
            R"({"class_name":"Conv2D","config":{"filters":6,"kernel_size":[3,5],"padding":"same"}})");
  EXPECT_EQ(config("Flatten"), R"({"class_name":"Flatten","config":{}})");
}

TEST(CallConfig, KeysStandInTheOrderOfTheSignature) {
  EXPECT_EQ(config("Conv2D(input_shape=(8, 8, 1), kernel_size=3, filters=6)"),
            R"({"class_name":"Conv2D","config":{"filters":6,"kernel_size":3,"input_shape":[8,8,1]}})");
}

TEST(CallConfig, NestedCallsAreNodes) {
  EXPECT_EQ(config("Conv2D(6, 3, kernel_initializer=HeNormal, kernel_regularizer=regularizers.L2(1e-4))"),
            R"({"class_name":"Conv2D","config":{"filters":6,"kernel_size":3,)"
            R"("kernel_initializer":{"class_name":"HeNormal","config":{}},)"
            R"("kernel_regularizer":{"class_name":"L2","config":{"l2":0.0001}}}})");
  EXPECT_EQ(config("Sequential([Flatten(), Rescaling(scale=1/4)])"),
            R"({"class_name":"Sequential","config":{"layers":[{"class_name":"Flatten","config":{}},)"
            R"({"class_name":"Rescaling","config":{"scale":0.25}}]}})");
  EXPECT_EQ(config("Weights({0: 1.0, 'b': f})", {{"f", 2}}),
            R"({"class_name":"Weights","config":{"table":{"0":1.0,"b":2}}})");
}

TEST(CallConfig, AClassIsLookedUpForItsArgument) {
  EXPECT_EQ(config("Conv2D(6, 3, kernel_initializer=Identity(2.0))"),
            R"({"class_name":"Conv2D","config":{"filters":6,"kernel_size":3,)"
            R"("kernel_initializer":{"class_name":"Identity","config":{"gain":2.0}}}})");
  refusal("Identity(2.0)");
}

TEST(CallConfig, FreeNamesHaveTheValuesOfParameters) {
  EXPECT_EQ(config("Conv2D(f, K)", {{"f", 16}, {"K", Json::List{3, 5}}}),
            R"({"class_name":"Conv2D","config":{"filters":16,"kernel_size":[3,5]}})");
  EXPECT_EQ(refusal("Conv2D(6, 3,\n padding=same)", {{"classes", 10}, {"f", 6}}),
            "t:2:10: The name 'same' has no value. Names with a value: classes, f. "
            "If it is a text, write 'same' in quotes.");
  EXPECT_EQ(refusal("Conv2D(f, 3)"),
            "t:1:8: The name 'f' has no value. No names have one here. If it is a text, write 'f' in quotes.");
}

TEST(CallConfig, ArgumentsThatDoNotFitAreRefused) {
  EXPECT_EQ(refusal("Rescaling(1, 2, 'x')"),
            "t:1:17: Rescaling takes at most 2 arguments by position. Received 3. "
            "Its signature: Rescaling(scale, offset).");
  EXPECT_EQ(refusal("Flatten(3)"),
            "t:1:9: Flatten takes at most 0 arguments by position. Received 1. Its signature: Flatten().");
  EXPECT_EQ(refusal("Conv2D(6, 3, filters=7)"),
            "t:1:14: Conv2D: the argument 'filters' is given twice, by its position and by its name.");
  EXPECT_EQ(refusal("Conv2D(6, 3, paddin='same')"),
            "t:1:14: Conv2D has no argument 'paddin'. Did you mean 'padding'?");
  EXPECT_EQ(refusal("Flatten(x=1)"), "t:1:9: Flatten has no argument 'x'. It takes none.");
  EXPECT_EQ(refusal("TimeDistributed(Conv3D(2))"), "t:1:17: 'Conv3D' is not known.");
}

TEST(CallConfig, ErrorsHaveTheKindOfTheText) {
  const Call call = parse_call("Conv2D(f, 3)", "net.layers", ErrorKind::format);
  EXPECT_TRUE(error_of(ErrorKind::format, [&] { to_config(call, signature); }).starts_with("net.layers:1:8: "));
}

TEST(Literal, IsAValueWithoutNames) {
  EXPECT_EQ(parse_literal("16", "--set f"), Json(16));
  EXPECT_EQ(parse_literal("'a b'", "--set f"), Json("a b"));
  EXPECT_EQ(parse_literal("(1, [2.5, None], {'k': True})", "--set f").dump(), R"([1,[2.5,null],{"k":true}])");
  EXPECT_TRUE(error_of(ErrorKind::usage, [] {
                parse_literal("L2(1)", "--set f");
              }).starts_with("--set f:1:1: A literal is wanted here"));
  EXPECT_TRUE(error_of(ErrorKind::usage, [] {
                parse_literal("[1, relu]", "--set f");
              }).starts_with("--set f:1:5: The name 'relu' has no value."));
}

TEST(CallText, LeavesDefaultsOut) {
  EXPECT_EQ(written(R"({"module": "keras.layers", "class_name": "Conv2D", "registered_name": null, "config": {
                        "name": null, "filters": 6, "kernel_size": [3, 5], "strides": [1.0, 1], "padding": "same",
                        "activation": "relu", "kernel_regularizer": null, "kernel_initializer": {
                          "module": "keras.initializers", "class_name": "GlorotUniform", "config": {"seed": null}}}})"),
            "Conv2D(6, (3, 5), padding='same', activation='relu')");
  EXPECT_EQ(written(R"({"class_name": "Rescaling", "config": {"scale": 1.0, "offset": 0}})"), "Rescaling(1.0)");
  EXPECT_EQ(written(R"({"class_name": "Flatten", "config": {}})"), "Flatten()");
}

TEST(CallText, WritesNestedNodesAndOtherValues) {
  EXPECT_EQ(written(R"({"class_name": "Conv2D", "config": {"filters": 6, "kernel_size": 3, "strides": [2, 1],
                        "kernel_initializer": {"class_name": "GlorotUniform", "config": {"seed": 7}},
                        "kernel_regularizer": {"class_name": "L2", "config": {"l2": 0.01}},
                        "name": "it's\n\\\u0001\u00e9"}})"),
            "Conv2D(6, 3, strides=(2, 1), kernel_initializer=GlorotUniform(seed=7), kernel_regularizer=L2(), "
            "name='it\\'s\\n\\\\\\x01\xC3\xA9')");
  EXPECT_EQ(written(R"({"class_name": "Weights", "config": {"table": {"a": [1.5, true], "b": [], "c": [3]}}})"),
            "Weights(table={'a': [1.5, True], 'b': [], 'c': [3]})");
}

TEST(CallText, AMissingRequiredArgumentMovesTheOthersToTheirNames) {
  EXPECT_EQ(written(R"({"class_name": "Conv2D", "config": {"kernel_size": 3}})"), "Conv2D(kernel_size=3)");
}

TEST(CallText, RefusesWhatItCannotWrite) {
  const auto broken = [](const char* json) { return error_of(ErrorKind::format, [&] { written(json); }); };
  EXPECT_EQ(broken(R"({"class_name": "Conv2D", "config": {"filter": 6}})"),
            "Conv2D has no argument 'filter', which its config names. Did you mean 'filters'?");
  EXPECT_TRUE(broken(R"({"class_name": "Conv2D"})").starts_with("An object is written {\"class_name\""));
  EXPECT_EQ(error_of(ErrorKind::unsupported, [] { written(R"({"class_name": "Lambda", "config": {}})"); }),
            "'Lambda' is not known.");
}

TEST(CallText, IsReadBackAsTheSameNode) {
  for (const char* text :
       {"Conv2D(6, 3, padding='same')", "Conv2D(6, (3, 3), kernel_regularizer=L2(l2=0.0001), name='a\\'b\\x7f\\n')",
        "Sequential([Flatten(), TimeDistributed(Rescaling(0.00392156862745098, offset=-1.0))])",
        "Weights(table={'it\\'s': [1.0, 2], '1': {}, 'n': [None, [1e-07, -3]]})", "Rescaling(1e+300)"}) {
    const Json node = to_config(parse_call(text, "t"), signature);
    EXPECT_EQ(to_call_text(node, signature), text);
    EXPECT_EQ(to_config(parse_call(to_call_text(node, signature), "t"), signature), node) << text;
  }
}

TEST(CallText, DeepNodesCostLinearTime) {
  // Comparing a nested node with its default must not write it twice at each level.
  std::string json = R"({"class_name": "GlorotUniform", "config": {}})";
  for (int i = 0; i < 30; ++i) json = R"({"class_name": "GlorotUniform", "config": {"seed": )" + json + "}}";
  EXPECT_EQ(written(json).size(),
            std::string("GlorotUniform(seed=)").size() * 30 + std::string("GlorotUniform()").size());
}

}  // namespace
}  // namespace fovea
