// Models of real Keras that say channels_first (tests/golden/keras_files/channels_first_*), as channels-last ones.
#include <cmath>

#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
#include "fovea/formats/model_file.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

const fs::path golden_folder = fs::path(FOVEA_SOURCE_DIR) / "tests/golden/keras_files";

Array golden_array(const Json& json) {
  Shape shape;
  for (const Json& dim : json.at("shape").as_list()) shape.push_back(dim.as_int());
  Array array(shape);
  std::size_t i = 0;
  for (const Json& value : json.at("data").as_list())
    array.values<float>()[i++] = static_cast<float>(value.as_double());
  return array;
}

/// Channels from the first axis behind the samples to the last one; vectors stay.
Array channels_last(const Array& first) {
  const Shape& shape = first.shape();
  if (shape.rank() < 3) return first;
  Shape moved{shape[0]};
  std::int64_t places = 1;
  for (int axis = 2; axis < shape.rank(); ++axis) moved.push_back(shape[axis]), places *= shape[axis];
  moved.push_back(shape[1]);
  Array last(moved);
  for (std::int64_t n = 0; n < shape[0]; ++n)
    for (std::int64_t c = 0; c < shape[1]; ++c)
      for (std::int64_t p = 0; p < places; ++p)
        last.values<float>()[static_cast<std::size_t>((n * places + p) * shape[1] + c)] =
            first.values<float>()[static_cast<std::size_t>((n * shape[1] + c) * places + p)];
  return last;
}

void expect_close(const Array& received, const Array& expected, const std::string& what) {
  ASSERT_EQ(received.shape(), expected.shape()) << what;
  for (std::size_t i = 0; i < static_cast<std::size_t>(expected.size()); ++i)
    ASSERT_NEAR(received.values<float>()[i], expected.values<float>()[i],
                1e-5 + 1e-4 * std::abs(static_cast<double>(expected.values<float>()[i])))
        << what << " at " << i;
}

TEST(ChannelsFirstFiles, PredictAsKerasDoesAndAfterTheyWereSaved) {
  const Json golden = Json::parse(read_file(golden_folder / "channels_first.json"), "channels_first.json");
  const fs::path saved = fs::path(::testing::TempDir()) / "fovea_channels_first.keras";
  ASSERT_EQ(golden.at("cases").as_list().size(), 6u);
  for (const Json& item : golden.at("cases").as_list()) {
    const std::string& name = item.at("name").as_string();
    SCOPED_TRACE(name);
    Arrays inputs, outputs;
    for (const Json& input : item.at("inputs").as_list()) inputs.push_back(channels_last(golden_array(input)));
    for (const Json& output : item.at("outputs").as_list()) outputs.push_back(channels_last(golden_array(output)));
    const LoadedModel loaded = load_model(golden_folder / ("channels_first_" + name + ".keras"));
    ASSERT_EQ(loaded.warnings.size(), 1u) << loaded.warnings.at(0);
    EXPECT_NE(loaded.warnings[0].find("It takes channels-last pictures: '"), std::string::npos) << loaded.warnings[0];
    EXPECT_EQ(loaded.warnings[0].find("It gives channels-last maps") != std::string::npos, name == "maps");
    save_model(loaded.model, saved);
    const LoadedModel again = load_model(saved);
    EXPECT_TRUE(again.warnings.empty()) << again.warnings.at(0);
    const Arrays first = loaded.model.predict_all(inputs), second = again.model.predict_all(inputs);
    ASSERT_EQ(first.size(), outputs.size());
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      expect_close(first[i], outputs[i], name + " output " + std::to_string(i));
      expect_close(second[i], first[i], name + ", saved and loaded, output " + std::to_string(i));
    }
  }
  fs::remove(saved);
}

}  // namespace
}  // namespace fovea
