// Models of real Keras that say channels_first (tests/golden/keras_files/channels_first_*), as channels-last ones.
#include <algorithm>

#include "fovea/base/golden_test_support.h"
#include "fovea/base/test_support.h"
#include "fovea/formats/model_file.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

const fs::path golden_folder = fs::path(FOVEA_SOURCE_DIR) / "tests/golden/keras_files";

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

/// The arrays that a case has under this key, as the converted model takes and gives them.
Arrays arrays(const Json& item, const char* key) {
  Arrays result;
  for (const Json& array : item.at(key).as_list()) result.push_back(channels_last(golden_array(array)));
  return result;
}

fs::path file(const std::string& name) { return golden_folder / ("channels_first_" + name + ".keras"); }

Json::List cases() { return golden_cases(FOVEA_SOURCE_DIR, "keras_files/channels_first.json"); }

void expect_close(const Arrays& received, const Arrays& expected, const std::string& what) {
  ASSERT_EQ(received.size(), expected.size()) << what;
  for (std::size_t k = 0; k < expected.size(); ++k) {
    SCOPED_TRACE(what + " " + std::to_string(k));
    expect_close(received[k], expected[k], 1e-4, 1e-5);
  }
}

TEST(ChannelsFirstFiles, PredictAsKerasDoesAndAfterTheyWereSaved) {
  const fs::path saved = fs::path(::testing::TempDir()) / "fovea_channels_first.keras";
  const Json::List all = cases();
  ASSERT_EQ(all.size(), 6u);
  for (const Json& item : all) {
    const std::string& name = item.at("name").as_string();
    SCOPED_TRACE(name);
    const Arrays inputs = arrays(item, "inputs"), outputs = arrays(item, "outputs");
    const LoadedModel loaded = load_model(file(name));
    ASSERT_FALSE(loaded.warnings.empty());
    EXPECT_NE(loaded.warnings[0].find("It takes channels-last pictures: '"), std::string::npos) << loaded.warnings[0];
    EXPECT_EQ(loaded.warnings[0].find("It gives channels-last maps") != std::string::npos, name == "maps");
    save_model(loaded.model, saved);
    const LoadedModel again = load_model(saved);
    EXPECT_TRUE(again.warnings.empty()) << again.warnings.at(0);
    expect_close(loaded.model.predict_all(inputs), outputs, "outputs");
    expect_close(again.model.predict_all(inputs), outputs, "outputs of what was saved");
  }
  fs::remove(saved);
}

TEST(ChannelsFirstFiles, GoOnTrainingWhereKerasStopped) {
  const Json::List list = cases();
  for (const std::string name : {"classifier", "joined"}) {
    SCOPED_TRACE(name);
    const LoadedModel loaded = load_model(file(name));
    const Json& item =
        *std::find_if(list.begin(), list.end(), [&](const Json& one) { return one.at("name") == Json(name); });
    std::vector<std::int64_t> labels;
    for (const Json& label : item.at("labels").at("data").as_list()) labels.push_back(label.as_int());
    const Arrays inputs = arrays(item, "inputs");
    ASSERT_TRUE(loaded.model.compiled());
    const double loss = loaded.model.train_on_batch(inputs, Array::of<std::int64_t>(labels, {2}));
    EXPECT_NEAR(loss, item.at("loss").as_double(), 1e-4);
    if (name == "joined") {
      // Permute layers lengthen some branches, so that Keras' order of the weights is another one.
      ASSERT_EQ(loaded.warnings.size(), 2u);
      EXPECT_NE(loaded.warnings[1].find("The optimizer starts fresh"), std::string::npos) << loaded.warnings[1];
      continue;
    }
    EXPECT_EQ(loaded.warnings.size(), 1u);
    expect_close(loaded.model.predict_all(inputs), arrays(item, "outputs_after"), "outputs after a step");
  }
}

}  // namespace
}  // namespace fovea
