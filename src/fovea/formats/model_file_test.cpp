// Models from a file's bytes, and which of them bring weights.
#include "fovea/formats/model_file.h"

#include <algorithm>

#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
#include "fovea/data/test_folder.h"
#include "fovea/data/zip_test_support.h"
#include "fovea/formats/layers_file.h"
#include "fovea/models/config.h"

namespace fovea {
namespace {

const std::filesystem::path golden_file =
    std::filesystem::path(FOVEA_SOURCE_DIR) / "tests/golden/keras_files/sequential.keras";

TEST(ModelFile, IsReadFromMemoryAsFromDisk) {
  const LoadedModel from_disk = load_model(golden_file),
                    from_memory = parse_model(read_file(golden_file), "somewhere");
  EXPECT_TRUE(from_memory.has_weights);
  EXPECT_EQ(model_node(from_memory.model).dump(), model_node(from_disk.model).dump());
  const auto a = from_disk.model.get_weights(), b = from_memory.model.get_weights();
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    EXPECT_TRUE(std::ranges::equal(a[i].values<float>(), b[i].values<float>())) << i;
}

TEST(ModelFile, SaysWhetherItHoldsWeights) {
  EXPECT_TRUE(load_model(golden_file).has_weights);
  EXPECT_FALSE(parse_model("Input((4,))\nDense(3)\n", "net.layers").has_weights);
  EXPECT_FALSE(parse_model(model_node(load_model(golden_file).model).dump(), "config").has_weights);
}

TEST(ModelFile, NamesBytesThatAreNoModel) {
  EXPECT_NE(error_of(ErrorKind::unsupported, [] { parse_model("GIF89a", "cat.gif"); }).find("cat.gif: is no model"),
            std::string::npos);
  const auto why = [](ErrorKind kind, const char* bytes, const char* name) {
    return error_of(kind, [&] { parse_model(std::string(bytes), name); });
  };
  using ::testing::IsSubstring;
  EXPECT_PRED_FORMAT2(IsSubstring, "upload: is empty", why(ErrorKind::unreadable, "", "upload"));
  EXPECT_PRED_FORMAT2(IsSubstring, "old.h5: is a damaged HDF5 file",
                      why(ErrorKind::format, "\x89HDF\r\n\x1a\n", "old.h5"));
  EXPECT_PRED_FORMAT2(IsSubstring, "`git lfs pull`",
                      why(ErrorKind::unreadable, "version https://git-lfs.github.com/spec/v1\noid sha256:0", "a.h5"));
  EXPECT_PRED_FORMAT2(IsSubstring, "is a web page", why(ErrorKind::unreadable, "<!DOCTYPE html><html>", "a.keras"));
  EXPECT_PRED_FORMAT2(IsSubstring, "onnx2tf", why(ErrorKind::unsupported, "\x08\x07", "net.onnx"));
  EXPECT_PRED_FORMAT2(IsSubstring, "TensorFlow Lite", why(ErrorKind::unsupported, "\x1c   TFL3 and more", "net.bin"));
  EXPECT_PRED_FORMAT2(IsSubstring, "PyTorch", why(ErrorKind::unsupported, "\x80\x02pickle", "net.pt"));
  EXPECT_PRED_FORMAT2(IsSubstring, "checkpoint", why(ErrorKind::unsupported, "bytes", "model.ckpt-20.data"));
  EXPECT_PRED_FORMAT2(IsSubstring, "Python pickle", why(ErrorKind::unsupported, "\x80\x04stuff", "net"));
  EXPECT_NE(error_of(ErrorKind::format, [] { parse_model("PK\3\4 and no more", "torn.keras"); }).find("torn.keras"),
            std::string::npos);
}

TEST(ModelFile, NamesArchivesByWhatTheyHold) {
  const TestFolder folder;
  const auto why = [&](const char* entry, const char* name) {
    const std::string bytes = zip_bytes({{entry, "x"}});
    const std::string text = error_of(ErrorKind::unsupported, [&] { parse_model(bytes, name); });
    const std::filesystem::path path = folder.add(name, bytes);
    EXPECT_EQ(error_of(ErrorKind::unsupported, [&] { load_model(path); }), folder.path().string() + "/" + text);
    return text;
  };
  using ::testing::IsSubstring;
  EXPECT_PRED_FORMAT2(IsSubstring, "is a PyTorch file. Converting: ", why("archive/data.pkl", "net.keras"));
  EXPECT_PRED_FORMAT2(IsSubstring, "is a PyTorch file. Converting: ", why("code/net.py", "net.pt"));
  EXPECT_PRED_FORMAT2(IsSubstring, "holds the folder 'my'. Unzip it", why("my/config.json", "twice.zip"));
  EXPECT_PRED_FORMAT2(IsSubstring, "holds the folder 'sm'. Unzip it", why("sm/saved_model.pb", "sm.zip"));
  EXPECT_PRED_FORMAT2(IsSubstring, "holds the file 'keras_model.h5'", why("keras_model.h5", "converted_keras.zip"));
  EXPECT_PRED_FORMAT2(IsSubstring, "is no model, but a zip archive. Read are", why("a.txt", "plain.keras"));
}

TEST(ModelFile, NamesCheckpointsByTheNameThatTheyAreSavedUnder) {
  const TestFolder folder;
  folder.add("model.ckpt.index", "x");
  folder.add("model.ckpt.data-00000-of-00001", "x");
  folder.add("checkpoint", "model_checkpoint_path: \"model.ckpt\"");
  for (const std::filesystem::path& path : {folder / "model.ckpt", folder / "model.ckpt.index", folder.path()})
    for (const bool as_weights : {false, true}) {
      const std::string text = error_of(ErrorKind::unsupported, [&] {
        as_weights ? load_model(golden_file, {.weights = path}) : load_model(path);
      });
      EXPECT_PRED_FORMAT2(::testing::IsSubstring, path.string() + ": is a TensorFlow checkpoint", text);
    }
}

TEST(ModelFile, TakesTheWeightsOfAWholeModel) {
  const LoadedModel whole = load_model(golden_file);
  const TestFolder folder;
  const auto json = folder.add("model.json", model_node(whole.model).dump());
  const auto loaded = load_model(json, {.weights = golden_file});
  EXPECT_TRUE(loaded.has_weights);
  const auto a = whole.model.get_weights(), b = loaded.model.get_weights();
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    EXPECT_TRUE(std::ranges::equal(a[i].values<float>(), b[i].values<float>())) << i;
}

TEST(ModelFile, SaysEveryNameOnce) {
  const TestFolder folder;
  const auto json = folder.add("model.json", model_node(load_model(golden_file).model).dump());
  const auto weights = folder / "more.weights.h5";
  save_model(read_layers("Input((8, 8, 1))\nFlatten()\nDense(3)\nDense(2)\n", "net"), weights);
  const std::string text = error_of(ErrorKind::format, [&] { load_model(json, {.weights = weights}); });
  EXPECT_EQ(text.find(weights.string()), text.rfind(weights.string())) << text;
  EXPECT_PRED_FORMAT2(::testing::IsSubstring, "layers/dense_1: holds weights, and the model has no such layer", text);
}

}  // namespace
}  // namespace fovea
