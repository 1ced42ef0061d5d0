// TensorFlow.js models whose manifests name weights in other ways, or are broken; what real ones predict is in LegacyForms.
#include "fovea/formats/tfjs/layers_model.h"

#include "fovea/base/test_support.h"
#include "fovea/data/test_folder.h"
#include "fovea/formats/model_file.h"

namespace fovea {
namespace {

/// A model of two models that both have a layer "c" of one weight, which multiplies by it.
std::string topology() {
  std::string layers;
  for (const char* name : {"a", "b"})
    layers += std::string(layers.empty() ? "" : ",") + R"({"class_name":"Sequential","config":{"name":")" + name +
              R"(","layers":[{"class_name":"Dense","config":{"name":"c","units":1,"use_bias":false,)" +
              R"("batch_input_shape":[null,1]}}]}})";
  return R"({"class_name":"Sequential","config":{"name":"s","layers":[)" + layers + "]}}";
}

std::string weight(const std::string& name, const std::string& more = "") {
  return R"({"name":")" + name + R"(","shape":[1,1],"dtype":"float32")" + more + "}";
}

class TensorFlowJs : public ::testing::Test {
 protected:
  LoadedModel load(const std::string& weights, const std::vector<float>& values = {2, 3}) {
    folder_.add("w.bin", std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)));
    return load_model(folder_.add("model.json", R"({"modelTopology":)" + topology() +
                                                    R"(,"weightsManifest":[{"paths":["w.bin"],"weights":[)" +
                                                    weights + "]}]}"));
  }
  std::string refusal(const std::string& weights, const std::vector<float>& values = {2, 3}) {
    return error_of(ErrorKind::format, [&] { load(weights, values); });
  }
  TestFolder folder_;
};

TEST_F(TensorFlowJs, TellsWeightsOfOneNameApartByTheirPaths) {
  for (const char* prefix : {"", "model/"}) {
    const std::string place(prefix);
    const LoadedModel loaded = load(weight(place + "b/c/kernel") + "," + weight(place + "a/c/kernel"));
    EXPECT_EQ(loaded.model.get_weights()[0].values<float>()[0], 3) << place;
    EXPECT_EQ(loaded.model.get_weights()[1].values<float>()[0], 2) << place;
  }
}

TEST_F(TensorFlowJs, RefusesNamesThatDoNotTellWeightsApart) {
  const std::string one = refusal(weight("c/kernel") + "," + weight("d/kernel"));
  EXPECT_NE(one.find("b/c/kernel: c/kernel may be this or a/c/kernel"), std::string::npos) << one;
  const std::string several = refusal(weight("x/c/kernel") + "," + weight("y/c/kernel"));
  EXPECT_NE(several.find("a/c/kernel: may be any of x/c/kernel, y/c/kernel"), std::string::npos) << several;
  EXPECT_EQ(several.find("model.json"), several.rfind("model.json")) << several;
}

TEST_F(TensorFlowJs, NamesWhatIsWrongWithShardsAndManifests) {
  const std::string both = weight("a/c/kernel") + "," + weight("b/c/kernel");
  const std::string longer = refusal(both, {2, 3, 4});
  EXPECT_NE(longer.find("the shard w.bin has 12 bytes, more than the weights that are left for it, 8"),
            std::string::npos)
      << longer;
  EXPECT_NE(refusal(both, {2}).find("its shards hold 4 bytes, and its weights 8"), std::string::npos);
  const std::string scale = refusal(weight("a/c/kernel", R"(,"quantization":{"dtype":"uint8","min":0})"));
  EXPECT_NE(scale.find("weight 'a/c/kernel': its quantization needs a number 'scale'"), std::string::npos) << scale;
  const auto alone = folder_.add("manifest.json", R"({"weightsManifest":[]})");
  EXPECT_NE(error_of(ErrorKind::format, [&] { load_model(alone); }).find("no modelTopology"), std::string::npos);
}

}  // namespace
}  // namespace fovea
