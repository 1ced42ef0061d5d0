// Models from a file's bytes, and which of them bring weights.
#include "fovea/formats/model_file.h"

#include <algorithm>

#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
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

}  // namespace
}  // namespace fovea
