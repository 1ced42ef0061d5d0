// Files of other people against what Keras predicts from them, and archives that mean harm.
#include <cmath>

#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
#include "fovea/data/npy.h"
#include "fovea/data/test_folder.h"
#include "fovea/data/zip_test_support.h"
#include "fovea/formats/hdf5_file.h"
#include "fovea/formats/keras/archive.h"
#include "fovea/formats/model_file.h"
#include "fovea/models/config.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

class ForeignFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto shared = shared_dir(FOVEA_SOURCE_DIR);
    if (!shared || !fs::is_directory(*shared / "keras-files"))
      GTEST_SKIP() << "no shared folder with Keras files of other people";
    folder_ = *shared / "keras-files";
  }

  void expect_golden(const std::string& name) {
    const fs::path path = folder_ / name;
    const LoadedModel loaded = load_model(path);
    const Array expected = read_npy(path.string() + ".golden_out.npy");
    const Array received = loaded.model.predict(read_npy(path.string() + ".golden_in.npy"));
    ASSERT_EQ(received.shape(), expected.shape());
    for (std::size_t i = 0; i < static_cast<std::size_t>(expected.size()); ++i)
      ASSERT_NEAR(received.values<float>()[i], expected.values<float>()[i],
                  1e-5 + 1e-4 * std::abs(expected.values<float>()[i]))
          << i;
  }

  fs::path folder_;
};

TEST_F(ForeignFiles, PredictAsKerasDoes) {
  constexpr std::string_view ending = ".golden_in.npy";
  int compared = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    std::string name = fs::relative(entry.path(), folder_).string();
    if (!name.ends_with(ending)) continue;
    name.resize(name.size() - ending.size());
    SCOPED_TRACE(name);
    expect_golden(name);
    ++compared;
  }
  EXPECT_GE(compared, 12);
}

TEST_F(ForeignFiles, AKeras1ModelOfTheanoFindsItsWeights) {
  const fs::path example = folder_ / "keras1-pplonski/example";
  const LoadedModel loaded = load_model(example / "my_nn_arch.json", {.weights = example / "my_nn_weights.h5"});
  EXPECT_EQ(loaded.model.count_params(), 4968);
  ASSERT_EQ(loaded.warnings.size(), 2u);
  EXPECT_PRED_FORMAT2(::testing::IsSubstring, "channels_first", loaded.warnings[0]);
  EXPECT_PRED_FORMAT2(::testing::IsSubstring, "taken to be Theano's", loaded.warnings[1]);
}

TEST_F(ForeignFiles, AMaliciousLambdaIsRefusedByItsName) {
  for (const char* name : {"malicious-lambda/lambda_python.keras", "malicious-lambda/lambda_python.h5"}) {
    const std::string text = error_of(ErrorKind::unsupported, [&] { load_model(folder_ / name); });
    EXPECT_PRED_FORMAT2(::testing::IsSubstring, "Lambda 'lam'", text);
    EXPECT_PRED_FORMAT2(::testing::IsSubstring, "code in files is never run", text);
  }
}

const std::string input = R"({"class_name":"InputLayer","config":{"batch_shape":[null,4],"name":"x"}})";

std::string chain(const std::string& layers, const std::string& more = "") {
  return R"({"class_name":"Sequential","config":{"name":"s","layers":[)" + input + (layers.empty() ? "" : ",") +
         layers + "]}" + more + "}";
}

std::string no_weights() {
  Hdf5Writer file;
  file.create_group("vars");
  return file.finish();
}

/// Loads an archive of these parts.
LoadedModel load(const std::string& config, const std::string& weights = no_weights()) {
  const TestFolder folder;
  return load_model(folder.add("a.keras", zip_bytes({{"config.json", config}, {"model.weights.h5", weights}})));
}

void expect_refused(const std::string& config, const std::string& words, ErrorKind kind = ErrorKind::format) {
  const std::string text = error_of(kind, [&] { load(config); });
  EXPECT_NE(text.find(words), std::string::npos) << text;
  EXPECT_NE(text.find("a.keras: "), std::string::npos) << text;
}

TEST(HostileKeras, ConfigsOverTheLimitsAreRefused) {
  EXPECT_EQ(load(chain(R"({"class_name":"ReLU","config":{"name":"r"}})")).model.count_params(), 0);
  expect_refused(chain(std::string(16 << 20, ' ')), "entry 'config.json' has 16777");
  expect_refused(chain(R"({"class_name":"ReLU","config":{"x":)" + std::string(80, '[') + std::string(80, ']') + "}}"),
                 "the limit is 64; --limit json_depth=N");
  expect_refused("", "not valid JSON");
  expect_refused("[1]", "A model is written");
}

TEST(HostileKeras, AModelHas10000LayersAtMost) {
  const auto relus = [](int count) {
    std::string layers;
    for (int i = 0; i < count; ++i)
      layers += (i > 0 ? "," : "") + std::string(R"({"class_name":"ReLU","config":{"name":"r)") + std::to_string(i) +
                "\"}}";
    return chain(layers);
  };
  EXPECT_EQ(load(relus(9'999)).model.layers().size(), 9'999u);
  expect_refused(
      relus(10'000),
      "too many layers, those of nested models counted at each call: the limit is 10000; --limit layers=N");
}

TEST(HostileKeras, NestedModelsThatCallEachOtherManyTimesAreRefused) {
  // Twelve levels of ten calls each: 10^12 layers in 30 kB.
  std::string inner = R"({"class_name":"ReLU","config":{"name":"r"}})";
  for (int level = 0; level < 12; ++level) {
    const std::string id = std::to_string(level);
    std::string calls = input;
    for (int i = 0; i < 10; ++i)
      calls += "," + (i == 0 ? inner.substr(0, inner.size() - 1) + R"(,"shared_object_id":)" + id + "}"
                             : R"({"class_name":"ReLU","config":{},"shared_object_id":)" + id + "}");
    inner = R"({"class_name":"Sequential","config":{"name":"s)" + id + R"(","layers":[)" + calls + "]}}";
  }
  expect_refused(inner, "too many layers");
}

TEST(HostileKeras, WeightsThatTheFileDoesNotHoldTakeNoMemory) {
  const auto dense = [](const std::string& units) {
    return chain(R"({"class_name":"Dense","config":{"name":"d","units":)" + units + "}}");
  };
  expect_refused(dense("100000000"), "layers/dense/vars of layer 'd': expected 2 weights, received 0");
  for (const char* units : {"4611686018427387904", "9223372036854775807", "1e15", "0", "-1"})
    EXPECT_THROW(load(dense(units)), Error) << units;
  // A file that claims what its config does, without holding it.
  Hdf5Writer weights;
  weights.write("layers/dense/vars/0", Array({4, 2}));
  weights.write("layers/dense/vars/1", Array({2}));
  std::string bytes = weights.finish();
  EXPECT_EQ(load(dense("2"), bytes).model.count_params(), 10);
  for (std::size_t at = bytes.find(std::string("\4\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0", 16)); at != std::string::npos;
       at = bytes.find(std::string("\4\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0", 16)))
    bytes[at + 11] = 1;
  const std::string text = error_of(ErrorKind::format, [&] { load(dense("16777218"), bytes); });
  EXPECT_NE(text.find("more than the file's"), std::string::npos) << text;
}

TEST(HostileKeras, ACompileConfigThatMakesNoSenseIsLeftOut) {
  for (const char* config :
       {R"("optimizer":3)", R"("optimizer":"sgd","loss":"mse","loss_weights":"all")",
        R"("optimizer":"sgd","loss":["mse","mse"])",
        R"("optimizer":"sgd","loss":"mse","loss_weights":{"class_name":"x"})",
        R"("optimizer":{"class_name":"SGD","config":{"learning_rate":"x"}},"loss":"mse")",
        R"("optimizer":"sgd","loss":{"class_name":"function","config":{"class_name":"function","config":3}})"}) {
    const LoadedModel loaded = load(chain(R"({"class_name":"ReLU","config":{"name":"r"}})",
                                          std::string(R"(,"compile_config":{)") + config + "}"));
    EXPECT_FALSE(loaded.model.compiled()) << config;
    ASSERT_FALSE(loaded.warnings.empty()) << config;
    EXPECT_NE(loaded.warnings.back().find("the model was not compiled"), std::string::npos) << loaded.warnings.back();
  }
}

TEST(HostileKeras, ShardsThatAreMissingOrElsewhereAreNamed) {
  const TestFolder folder;
  const auto why = [&](const std::string& index) {
    const fs::path path =
        folder.add("a.keras", zip_bytes({{"config.json", chain("")}, {"model.weights.json", index}}));
    return error_of(ErrorKind::format, [&] { load_model(path); });
  };
  EXPECT_PRED_FORMAT2(::testing::IsSubstring, "an index of weights holds a weight_map", why("{}"));
  EXPECT_PRED_FORMAT2(::testing::IsSubstring, "the shard model_00000.weights.h5 of its weights is missing",
                      why(R"({"weight_map": {"/layers/dense/vars": ["model_00000.weights.h5"]}})"));
  EXPECT_PRED_FORMAT2(::testing::IsSubstring, "named by plain file names. Received '../b.weights.h5'",
                      why(R"({"weight_map": {"/layers/dense/vars": "../b.weights.h5"}})"));
}

TEST(HostileKeras, EveryDamagedByteOfAConfigGivesAModelOrAnError) {
  const std::string config = chain(
      R"({"class_name":"Reshape","config":{"name":"r","target_shape":[2,2,1]}},)"
      R"({"class_name":"ZeroPadding2D","config":{"name":"z","padding":[[1,0],[2,9]]}},{"class_name":"MaxPooling2D","config":{"name":"m","pool_size":[2,2]}})");
  load(config);
  int refused = 0;
  for (std::size_t at = 0; at < config.size(); ++at)
    for (const char c : {'9', '-', '"', '}', '\xff'}) {
      std::string damaged = config;
      damaged[at] = c;
      try {
        load(damaged);
      } catch (const Error&) {
        ++refused;
      }
    }
  EXPECT_GT(refused, 500);
}

}  // namespace
}  // namespace fovea
