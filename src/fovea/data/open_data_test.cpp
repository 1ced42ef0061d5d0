#include "fovea/data/open_data.h"

#include <gtest/gtest.h>

#include "fovea/data/npz.h"
#include "fovea/data/reference.h"
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
  folder.add("notes.jpg", "no picture");
  const Failure failure = failure_of([&] { open_data((folder / "notes.jpg").string()); });
  EXPECT_EQ(failure.kind, ErrorKind::unsupported);
  EXPECT_TRUE(failure.says("Supported are photos in class folders")) << failure.text;
  folder.add("page.npz", "<html>");
  EXPECT_TRUE(failure_of([&] { open_data((folder / "page.npz").string()); }).says("a web page (HTML)"));
}

TEST(OpenData, PhotosAreDataOfTheirOwn) {
  const TestFolder folder;
  for (const char* name : {"photos/dog/b.jpg", "photos/cat/a.jpg"}) folder.add(name, "\xff\xd8\xff");
  folder.add("list.csv", "path,label\nphotos/dog/b.jpg,dog\nphotos/cat/a.jpg,cat\n");
  for (const char* name : {"photos", "photos/", "list.csv"}) {
    const DataSet data = open_data((folder / name).string());
    EXPECT_EQ(data.name, name[0] == 'p' ? "photos" : "list");
    EXPECT_EQ(data.classes, (std::vector<std::string>{"cat", "dog"}));
    EXPECT_EQ(data.at("train").samples(), 2);
    EXPECT_EQ(data.at("train").y.values<std::int64_t>()[1], 1);
    EXPECT_EQ(select(data, {"", "train", 1}).photos.size(), 1u);
  }
  const std::filesystem::path here = std::filesystem::current_path();
  std::filesystem::current_path(folder / "photos");
  EXPECT_EQ(open_data(".").name, "photos");
  EXPECT_EQ(open_data("../photos/cat/../").name, "photos");
  std::filesystem::current_path(here);
  const DataSet one = open_data((folder / "photos/cat/a.jpg").string());
  EXPECT_TRUE(one.classes.empty());
  EXPECT_EQ(one.files->place(0), (folder / "photos/cat/a.jpg").string());
}

TEST(OpenData, SuggestsTheNameThatWasMeant) {
  const Failure failure = failure_of([] { open_data("fashion-mnist"); });
  EXPECT_EQ(failure.kind, ErrorKind::unreadable);
  EXPECT_TRUE(failure.says("Did you mean 'fashion_mnist'?")) << failure.text;
}

}  // namespace
}  // namespace fovea
