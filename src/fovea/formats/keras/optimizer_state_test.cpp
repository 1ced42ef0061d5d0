// The state of every optimizer in .keras files of real Keras: loaded, it goes on as Keras does.
#include <filesystem>

#include "fovea/base/golden_test_support.h"
#include "fovea/formats/keras/archive.h"
#include "fovea/formats/model_file.h"
#include "fovea/models/trainer.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

void expect_next_step(const Model& model, const Json& item) {
  const double loss =
      Model(model).train_on_batch(golden_array(item.at("inputs")), golden_array(item.at("labels")).cast(DType::i64));
  EXPECT_NEAR(loss, item.at("loss").as_double(), 1e-6);
  const auto& weights = item.at("weights").as_list();
  ASSERT_EQ(model.weights().size(), weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i)
    expect_close(model.weights()[i].variable->value, golden_array(weights[i]), 1e-5, 1e-6);
  const auto& variables = item.at("optimizer_variables").as_list();
  const auto& own = model.trainer().optimizer().variables();
  ASSERT_EQ(own.size(), variables.size());
  for (std::size_t i = 0; i < variables.size(); ++i) {
    SCOPED_TRACE(own[i]->path);
    expect_close(own[i]->value, golden_array(variables[i]), 1e-5, 1e-6);
  }
}

TEST(OptimizerState, GoesOnWhereKerasStopped) {
  const fs::path golden = fs::path(FOVEA_SOURCE_DIR) / "tests/golden/keras_files";
  const fs::path copy = fs::path(::testing::TempDir()) / "fovea_optimizer_state.keras";
  for (const Json& item : golden_cases(FOVEA_SOURCE_DIR, "keras_files/optimizers.json")) {
    const std::string& name = item.at("name").as_string();
    SCOPED_TRACE(name);
    const LoadedModel loaded = load_keras(golden / ("optimizer_" + name + ".keras"));
    EXPECT_TRUE(loaded.warnings.empty());
    save_keras(loaded.model, copy);
    expect_next_step(loaded.model, item);
    expect_next_step(load_keras(copy).model, item);
  }
  fs::remove(copy);
}

}  // namespace
}  // namespace fovea
