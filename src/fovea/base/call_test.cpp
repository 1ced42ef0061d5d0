#include "fovea/base/call.h"

#include "fovea/base/test_support.h"

namespace fovea {
namespace {

/// What was parsed, written so that two readings can be compared: names, then literals as JSON.
std::string text(const Call& call);

std::string text(const CallValue& value) {
  if (const auto* literal = std::get_if<Json>(&value.data)) return literal->dump();
  if (const auto* name = std::get_if<FreeName>(&value.data)) return "$" + name->text;
  if (const auto* call = std::get_if<std::shared_ptr<const Call>>(&value.data)) return text(**call);
  std::string result;
  if (const auto* list = std::get_if<CallValue::List>(&value.data)) {
    for (const auto& item : *list) result += (result.empty() ? "" : " ") + text(item);
    return "[" + result + "]";
  }
  for (const auto& [key, item, place] : std::get<CallValue::Dict>(value.data))
    result += (result.empty() ? "" : " ") + key + ":" + text(item);
  return "{" + result + "}";
}

std::string text(const Call& call) {
  std::string result;
  for (const auto& value : call.positional) result += " " + text(value);
  for (const auto& named : call.named) result += " " + named.key + "=" + text(named.value);
  return call.name + "(" + (result.empty() ? "" : result.substr(1)) + ")";
}

std::string text(const std::vector<Call>& calls) {
  std::string result;
  for (const Call& call : calls) result += (result.empty() ? "" : "; ") + text(call);
  return result;
}

std::string reading(const std::string& source) { return text(parse_calls(source, "t")); }

std::string refusal(const std::string& source) {
  return error_of(ErrorKind::usage, [&] { parse_statements(source, "t"); });
}

TEST(Call, ReadsTheCallsOfTheLessons) {
  EXPECT_EQ(reading("Conv2D(f, 3, padding='same', activation='relu')"),
            R"(Conv2D($f 3 padding="same" activation="relu"))");
  EXPECT_EQ(reading("Input((28, 28, 1))"), "Input([28 28 1])");
  EXPECT_EQ(reading("GlobalAveragePooling2D(); Dense(100, activation='relu'); Dropout(0.2); Dense(classes)"),
            R"(GlobalAveragePooling2D(); Dense(100 activation="relu"); Dropout(0.2); Dense($classes))");
  EXPECT_EQ(reading("CategoricalCrossentropy(from_logits=True)"), "CategoricalCrossentropy(from_logits=true)");
  EXPECT_EQ(reading("ModelCheckpoint('x_{epoch:02d}_{val_accuracy:.3f}.h5', save_best_only=True, mode='max')"),
            R"(ModelCheckpoint("x_{epoch:02d}_{val_accuracy:.3f}.h5" save_best_only=true mode="max"))");
  EXPECT_EQ(reading("ImageDataGenerator(rescale=1/255, zoom_range=.2, horizontal_flip=True)"),
            "ImageDataGenerator(rescale=" + Json(1.0 / 255).dump() + " zoom_range=0.2 horizontal_flip=true)");
  EXPECT_EQ(reading("rmsprop"), "rmsprop()");
}

TEST(Call, PrefixesAreIgnored) {
  for (const char* prefix :
       {"tf.keras.layers.", "keras.layers.", "layers.", "tf.", "keras.src.layers.core.", "my_lib2."})
    EXPECT_EQ(reading(std::string(prefix) + "Dense(3)"), "Dense(3)") << prefix;
  for (const char* prefix : {"ops.", "keras.ops.", "tf.keras.ops."})
    EXPECT_EQ(reading(std::string(prefix) + "Add(x2=3)"), "ops.Add(x2=3)") << prefix;
  EXPECT_EQ(reading("F(a=ops.relu, b=ops.Relu)"), "F(a=\"relu\" b=ops.Relu())");
  EXPECT_EQ(refusal("Keras.Dense(3)"),
            "t:1:1: Only lower-case names stand before a dot, as in tf.keras.layers.Dense. Received 'Keras.'.");
}

TEST(Call, ReadsAllKindsOfValues) {
  EXPECT_EQ(reading("F(None, null, True, true, False, false)"), "F(null null true true false false)");
  EXPECT_EQ(reading("F((), (3), (3,), (3, 4,), [], [1, [2]])"), "F([] 3 [3] [3 4] [] [1 [2]])");
  EXPECT_EQ(reading("F({}, {'a': 1, \"b\": (1, 2),}, {0: 1., -1: f})"), "F({} {a:1 b:[1 2]} {0:1.0 -1:$f})");
  EXPECT_EQ(reading("F(k=L2(1e-4), w=[Dense(3), Flatten])"), "F(k=L2(0.0001) w=[Dense(3) $Flatten])");
  EXPECT_EQ(reading("F(activation=tf.nn.relu, init=keras.initializers.HeNormal)"),
            R"(F(activation="relu" init=HeNormal()))");
}

TEST(Call, SpacesCommentsAndLinesMayStandInsideBrackets) {
  EXPECT_EQ(reading("Conv2D (  # the first\n  6 ,\r\n\t3,\n  padding = 'same',  # kept\n)"),
            R"(Conv2D(6 3 padding="same"))");
  EXPECT_EQ(reading("\n# model\n\n Flatten ;; Dense( 3 ) # end\n;\nReLU"), "Flatten(); Dense(3); ReLU()");
  EXPECT_EQ(reading("Dense(3, name='#;') # ;"), R"(Dense(3 name="#;"))");
  EXPECT_EQ(reading(""), "");
  EXPECT_EQ(reading(" # nothing"), "");
}

TEST(Call, PlacesPointToWhatWasWritten) {
  const Call call = parse_calls("\n  keras.layers.Dense(3,\n    name = f)", "net.layers", ErrorKind::format).front();
  EXPECT_EQ(call.place.line, 2);
  EXPECT_EQ(call.place.column, 3);
  EXPECT_EQ(call.positional[0].place.column, 22);
  EXPECT_EQ(call.named[0].place.line, 3);
  EXPECT_EQ(call.named[0].place.column, 5);
  EXPECT_EQ(call.named[0].value.place.column, 12);
  EXPECT_EQ(error_of(ErrorKind::format, [&] { call.place.fail("no."); }), "net.layers:2:3: no.");
}

TEST(Call, ErrorsNameThePlaceTheRuleAndWhatWasReceived) {
  EXPECT_EQ(refusal("Dense(3)\nConv2D(6, 3, padding=)"), "t:2:22: Expected a value. Received ')'.");
  EXPECT_EQ(refusal("Dense(3 4)"), "t:1:9: Expected ',' or ')' for the '(' of line 1, column 6. Received '4'.");
  EXPECT_EQ(refusal("Conv2D(6, 3\nFlatten()"),
            "t:2:1: Expected ',' or ')' for the '(' of line 1, column 7. Received 'Flatten'.");
  EXPECT_EQ(refusal("Conv2D(6, [3"), "t:1:11: The '[' here is never closed.");
  EXPECT_EQ(refusal("Dense(3) Dense(4)"),
            "t:1:10: Expected the end of the line or ';' after a call. Received 'Dense'.");
  EXPECT_EQ(refusal("Dense(,)"), "t:1:7: Expected a value. Received ','.");
  EXPECT_EQ(refusal("(3)"), "t:1:1: Expected a call such as Flatten() or Conv2D(6, 3). Received '('.");
  EXPECT_EQ(refusal("Dense(a=1, a=2)"), "t:1:12: Dense: the argument 'a' is given twice.");
  EXPECT_EQ(refusal("Dense(a=1, 2)"),
            "t:1:12: Dense: an argument without a name follows 'a=...'. Put it first or name it.");
  EXPECT_EQ(refusal("F({1.5: 2})"), "t:1:4: The keys of a {...} are texts or integers, as in {'a': 1}.");
  EXPECT_EQ(refusal("F({1, 2})"), "t:1:5: Expected ':' after the key '1'. Received ','.");
  EXPECT_EQ(refusal("F({'a': 1, 'a': 2})"), "t:1:12: The key 'a' stands twice in this {...}.");
  EXPECT_EQ(refusal("F(\1)"), "t:1:3: Expected a value. Received a control character.");
}

TEST(Call, NothingIsEvaluated) {
  for (const char* program : {"Dense(2*3)", "Dense(f+1)", "Dense(-f)", "Dense(1/2/3)", "Dense(*a)", "Dense(a==b)",
                              "Dense(2**-1)", "Dense(f/2)"})
    EXPECT_NE(refusal(program).find("Nothing is evaluated here: write the value itself."), std::string::npos)
        << program;
  EXPECT_EQ(refusal("Lambda(lambda x: x / 255)"),
            "t:1:8: 'lambda' is program text, and nothing is evaluated here. Use a named layer or function.");
  EXPECT_EQ(refusal("F(f'{x}')"), "t:1:3: Strings with a prefix are not known. Received f'... Write '...' alone.");
  refusal("F(x[0])");
  refusal("F(x if y else z)");
  refusal("F(g(x)(y))");
  refusal("import os");
}

TEST(Call, DepthAndLengthAreLimited) {
  const auto nested = [](std::size_t depth) {
    return "F(" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + ")";
  };
  EXPECT_EQ(parse_calls(nested(32), "t").size(), 1u);
  EXPECT_EQ(refusal(nested(33)), "t:1:34: Brackets are nested over 32 deep.");
  refusal(std::string(500'000, '('));
  std::string calls;
  for (int i = 0; i < 500'000; ++i) calls += "F(";
  EXPECT_NE(refusal(calls).find("32 deep"), std::string::npos);

  const std::size_t limit = std::size_t{1} << 20;
  EXPECT_EQ(parse_calls("F()" + std::string(limit - 3, ' '), "t").size(), 1u);
  EXPECT_EQ(refusal(std::string(limit + 1, ' ')),
            "t:1:1: A text of calls has at most 1 MiB. Received 1048577 bytes.");
}

TEST(Call, ALineOfManyArgumentsCostsLinearTime) {
  std::string names, keys;
  for (int i = 0; i < 100'000; ++i) names += "ab, ";
  for (int i = 0; i < 60'000; ++i) keys += "k" + std::to_string(i) + "=1, ";
  EXPECT_EQ(parse_call("F(" + names + ")", "t").positional.size(), 100'000u);
  EXPECT_EQ(parse_call("F(" + keys + ")", "t").named.size(), 60'000u);
}

TEST(Statement, HasATargetAndInputs) {
  const auto graph = parse_statements(
      "x = Input((8, 8, 3))\n y=layers.Conv2D(3, 3)(x); s = Add()([x,\n y,])\nFlatten(s)\nz = ReLU\n", "g.layers");
  ASSERT_EQ(graph.size(), 5u);
  EXPECT_EQ(graph[0].target, "x");
  EXPECT_TRUE(graph[0].inputs.empty());
  EXPECT_EQ(graph[1].target, "y");
  EXPECT_EQ(text(graph[1].call), "Conv2D(3 3)");
  EXPECT_EQ(graph[1].inputs, std::vector<std::string>{"x"});
  EXPECT_EQ(graph[2].target, "s");
  EXPECT_EQ(graph[2].inputs, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(graph[3].target, "");
  EXPECT_EQ(text(graph[3].call), "Flatten($s)");
  EXPECT_EQ(text(graph[4].call), "ReLU()");
}

TEST(Statement, InputsAreOneNameOrOneList) {
  const std::string rule = "t:1:8: The inputs of a layer are one name, (x), or one list, ([x, y]).";
  EXPECT_EQ(refusal("a=Add()()"), rule);
  EXPECT_EQ(refusal("a=Add()([])"), rule);
  EXPECT_EQ(refusal("a=Add()(x, y)"), rule);
  EXPECT_EQ(refusal("a=Add()([x], y)"), rule);
  EXPECT_EQ(refusal("a=Add()([x, 3])"), "t:1:13: Expected an input: the name of an earlier layer. Received '3'.");
  EXPECT_EQ(refusal("a=Add()(x)(y)"), "t:1:11: Expected the end of the line or ';' after a call. Received '('.");
}

TEST(Statement, TargetsAreNames) {
  EXPECT_EQ(refusal("a.b = Add()"), "t:1:1: The name before '=' has no dots. Received '... .b'.");
  EXPECT_EQ(refusal("a = 3"), "t:1:5: Expected a call after 'a ='. Received '3'.");
  EXPECT_EQ(refusal("a ="), "t:1:4: Expected a call after 'a ='. Received the end.");
  EXPECT_EQ(refusal("a == b"),
            "t:1:3: Expected the end of the line or ';' after a call. Received '='. "
            "Nothing is evaluated here: write the value itself.");
}

TEST(Calls, HaveNoTargetsOrInputs) {
  const auto calls_refusal = [](const char* source) {
    return error_of(ErrorKind::usage, [&] { parse_calls(source, "--head"); });
  };
  EXPECT_EQ(calls_refusal("Flatten(); x = Dense(3)"),
            "--head:1:16: Only calls stand here, as in Flatten(); Dense(10). Received 'x = ...', "
            "which belongs in a .layers file.");
  EXPECT_NE(calls_refusal("Dense(3)(x)").find("inputs after Dense(...)"), std::string::npos);
}

TEST(Calls, OneCallMeansOne) {
  EXPECT_EQ(text(parse_call(" Adam(0.01) ;", "--optimizer")), "Adam(0.01)");
  EXPECT_EQ(error_of(ErrorKind::usage, [] { parse_call("", "--optimizer"); }),
            "--optimizer:1:1: Exactly one call stands here, such as Name(key=value). Received 0.");
  EXPECT_EQ(error_of(ErrorKind::format, [] { parse_call("A(); B()", "f", ErrorKind::format); }),
            "f:1:6: Exactly one call stands here, such as Name(key=value). Received 2.");
}

TEST(Calls, AValueStandsAlone) {
  EXPECT_EQ(text(parse_value(" (3, 3) ", "--set k")), "[3 3]");
  EXPECT_EQ(error_of(ErrorKind::usage, [] { parse_value("3 4", "--set k"); }),
            "--set k:1:3: Expected the end after a value. Received '4'.");
  EXPECT_EQ(error_of(ErrorKind::usage, [] { parse_value("", "--set k"); }),
            "--set k:1:1: Expected a value. Received the end.");
}

}  // namespace
}  // namespace fovea
