// Random models of real Keras (tests/golden/round_trip.py made them): they predict as there, and come back from a file of ours as
// they went.
#include <algorithm>

#include "fovea/base/golden_test_support.h"
#include "fovea/base/test_support.h"
#include "fovea/data/test_folder.h"
#include "fovea/formats/model_file.h"
#include "fovea/models/config.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

}  // namespace

TEST(RoundTrip, RandomModelsPredictAsInKerasAndComeBackAsTheyWent) {
  const fs::path golden = fs::path(FOVEA_SOURCE_DIR) / "tests/golden/keras_files";
  const Json::List cases = golden_cases(FOVEA_SOURCE_DIR, "keras_files/round_trip.json");
  const TestFolder folder;
  EXPECT_GE(cases.size(), 8u);
  for (const Json& item : cases) {
    SCOPED_TRACE(item.at("name").as_string());
    const LoadedModel loaded = load_model(golden / item.at("name").as_string());
    EXPECT_TRUE(loaded.warnings.empty()) << loaded.warnings[0];
    const Arrays expected = golden_arrays(item.at("outputs")),
                 received = loaded.model.predict_all(golden_arrays(item.at("inputs")));
    ASSERT_EQ(received.size(), expected.size());
    for (std::size_t o = 0; o < expected.size(); ++o) expect_close(received[o], expected[o], 1e-5, 1e-5);
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
