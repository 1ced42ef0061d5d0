#include "fovea/data/open_data.h"

#include <gtest/gtest.h>

#include "fovea/data/npz.h"
#include "fovea/data/test_folder.h"

namespace fovea {
namespace {

TEST(OpenData, TellsKindsByContent) {
  const TestFolder folder;
  const NamedArrays arrays = {{"x", Array({2, 4, 4, 3}, DType::u8)}, {"y", Array({2}, DType::i64)}};
  write_npz(folder / "a.npz", arrays);
  write_npz(folder / "b.zip", arrays);
  EXPECT_EQ(open_data((folder / "a.npz").string()).kind, "npz");
  EXPECT_EQ(open_data((folder / "b.zip").string()).kind, "npz");
  folder.add("idx/train-images-idx3-ubyte", idx_bytes({1, 2, 2}, "abcd"));
  folder.add("idx/train-labels-idx1-ubyte", idx_bytes({1}, std::string(1, '\0')));
  EXPECT_EQ(open_data((folder / "idx").string()).kind, "idx");
}

TEST(OpenData, OtherKindsAreUnsupportedAndSaySo) {
  const TestFolder folder;
  folder.add("photos/cat/a.jpg", "\xff\xd8\xff");
  folder.add("a.csv", "path,label\na.jpg,cat\n");
  folder.add("photo.jpg", "\xff\xd8\xff");
  for (const char* name : {"photos", "a.csv", "photo.jpg"}) {
    const Failure failure = failure_of([&] { open_data((folder / name).string()); });
    EXPECT_EQ(failure.kind, ErrorKind::unsupported) << name;
    EXPECT_TRUE(failure.says("Supported are mnist, fashion_mnist, an .npz file")) << failure.text;
  }
  EXPECT_TRUE(failure_of([&] { open_data((folder / "photo.jpg").string()); }).says("a JPEG picture"));
  folder.add("page.npz", "<html>");
  EXPECT_TRUE(failure_of([&] { open_data((folder / "page.npz").string()); }).says("a web page (HTML)"));
}

TEST(OpenData, SuggestsTheNameThatWasMeant) {
  const Failure failure = failure_of([] { open_data("fashion-mnist"); });
  EXPECT_EQ(failure.kind, ErrorKind::unreadable);
  EXPECT_TRUE(failure.says("Did you mean 'fashion_mnist'?")) << failure.text;
}

}  // namespace
}  // namespace fovea
