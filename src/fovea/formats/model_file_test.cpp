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
                    from_memory = load_model(read_file(golden_file), "somewhere");
  EXPECT_TRUE(from_memory.has_weights);
  EXPECT_EQ(model_node(from_memory.model).dump(), model_node(from_disk.model).dump());
  const auto a = from_disk.model.get_weights(), b = from_memory.model.get_weights();
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    EXPECT_TRUE(std::ranges::equal(a[i].values<float>(), b[i].values<float>())) << i;
}

TEST(ModelFile, SaysWhetherItHoldsWeights) {
  EXPECT_TRUE(load_model(golden_file).has_weights);
  EXPECT_FALSE(load_model("Input((4,))\nDense(3)\n", "net.layers").has_weights);
  EXPECT_FALSE(load_model(model_node(load_model(golden_file).model).dump(), "config").has_weights);
}

TEST(ModelFile, NamesBytesThatAreNoModel) {
  EXPECT_NE(error_of(ErrorKind::unsupported, [] { load_model("GIF89a", "cat.gif"); }).find("cat.gif: is no model"),
            std::string::npos);
  EXPECT_NE(error_of(ErrorKind::unsupported, [] { load_model("", "upload"); }).find("upload: is no model"),
            std::string::npos);
  EXPECT_NE(
      error_of(ErrorKind::unsupported, [] { load_model("\x89HDF\r\n\x1a\n", "old.h5"); }).find("old.h5: is HDF5"),
      std::string::npos);
  EXPECT_NE(error_of(ErrorKind::format, [] { load_model("PK\3\4 and no more", "torn.keras"); }).find("torn.keras"),
            std::string::npos);
}

}  // namespace
}  // namespace fovea
