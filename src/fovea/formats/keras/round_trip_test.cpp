// Random models of real Keras (tests/golden/round_trip.py made them): they predict as there, and come back from a file of ours as
// they went.
#include <algorithm>
#include <cmath>

#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
#include "fovea/data/test_folder.h"
#include "fovea/formats/model_file.h"
#include "fovea/models/config.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

Array golden_array(const Json& json) {
  Shape shape;
  for (const Json& dim : json.at("shape").as_list()) shape.push_back(dim.as_int());
  Array array(shape);
  std::ranges::transform(json.at("data").as_list(), array.values<float>().begin(),
                         [](const Json& value) { return static_cast<float>(value.as_double()); });
  return array;
}

Arrays arrays(const Json& list) {
  Arrays result;
  for (const Json& array : list.as_list()) result.push_back(golden_array(array));
  return result;
}

}  // namespace

TEST(RoundTrip, RandomModelsPredictAsInKerasAndComeBackAsTheyWent) {
  const fs::path golden = fs::path(FOVEA_SOURCE_DIR) / "tests/golden/keras_files";
  const Json document = Json::parse(read_file(golden / "round_trip.json"), "round_trip.json");
  const TestFolder folder;
  EXPECT_GE(document.at("cases").as_list().size(), 8u);
  for (const Json& item : document.at("cases").as_list()) {
    SCOPED_TRACE(item.at("name").as_string());
    const LoadedModel loaded = load_model(golden / item.at("name").as_string());
    EXPECT_TRUE(loaded.warnings.empty()) << loaded.warnings[0];
    const Arrays expected = arrays(item.at("outputs")),
                 received = loaded.model.predict_all(arrays(item.at("inputs")));
    ASSERT_EQ(received.size(), expected.size());
    for (std::size_t o = 0; o < expected.size(); ++o) {
      ASSERT_EQ(received[o].shape(), expected[o].shape());
      for (std::size_t i = 0; i < static_cast<std::size_t>(expected[o].size()); ++i) {
        const double value = expected[o].values<float>()[i];
        ASSERT_NEAR(received[o].values<float>()[i], value, 1e-5 + 1e-5 * std::abs(value))
            << "output " << o << ", " << i;
      }
    }
    save_model(loaded.model, folder / "again.keras");
    const LoadedModel again = load_model(folder / "again.keras");
    EXPECT_EQ(model_node(again.model).dump(), model_node(loaded.model).dump());
    const auto before = loaded.model.get_weights(), after = again.model.get_weights();
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t i = 0; i < before.size(); ++i)
      EXPECT_TRUE(std::equal(before[i].raw(), before[i].raw() + before[i].bytes(), after[i].raw())) << i;
  }
}

}  // namespace fovea
