#include "fovea/formats/keras/layer_names.h"

#include <algorithm>

#include "fovea/base/test_support.h"
#include "fovea/data/test_folder.h"
#include "fovea/formats/model_file.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/models/trainer.h"

namespace fovea {
namespace {

/// Two outputs; one of the names without '/' is taken.
Model slashed() {
  const Tensor x = Input({4}, {.name = "x"});
  const Tensor a = Dense({.units = 2, .name = "conv1/conv"})(x), b = Dense({.units = 3, .name = "conv1_conv"})(a);
  const Model model(x, {a, b});
  model.compile({.optimizer = "sgd", .loss = {{"conv1/conv", "mse"}, {"conv1_conv", "mae"}}});
  return model;
}

bool tells(const Model& model, const std::string& file, const std::string& words) {
  return std::ranges::any_of(left_out(model, {}, file),
                             [&](const std::string& text) { return text.find(words) != std::string::npos; });
}

TEST(LayerNames, AreWrittenForKeras3WithoutSlashes) {
  const Model model = slashed();
  const TestFolder folder;
  for (const char* name : {"a.keras", "a.json"}) {
    save_model(model, folder / name);
    const LoadedModel loaded = load_model(folder / name);
    std::vector<std::string> names;
    for (const Layer& layer : loaded.model.layers()) names.push_back(layer.base().name());
    EXPECT_EQ(names, (std::vector<std::string>{"x", "conv1_conv_", "conv1_conv"})) << name;
    EXPECT_TRUE(tells(model, name, "'_' stands in its place")) << name;
  }
  const LoadedModel loaded = load_model(folder / "a.keras");
  EXPECT_TRUE(loaded.model.compiled()) << loaded.warnings.at(0);
  EXPECT_EQ(loaded.model.trainer().compile_options().loss.by_output[0].first, "conv1_conv_");
  const Array data({2, 4});
  const auto one = model.predict_all({data}), other = loaded.model.predict_all({data});
  for (std::size_t i = 0; i < one.size(); ++i)
    EXPECT_TRUE(std::ranges::equal(one[i].values<float>(), other[i].values<float>())) << i;
}

TEST(LayerNames, StayAsTheyAreInKeras2sForm) {
  const Model model = slashed();
  const TestFolder folder;
  save_model(model, folder / "a.h5");
  EXPECT_EQ(load_model(folder / "a.h5").model.get_layer("conv1/conv").weights().size(), 2u);
  EXPECT_TRUE(tells(model, "a.h5", "a way into Keras 3"));
  EXPECT_FALSE(tells(Model(Sequential({Input({2}), Dense({.units = 1})})), "a.h5", "a way into Keras 3"));
}

}  // namespace
}  // namespace fovea
