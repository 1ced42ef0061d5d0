#include "fovea/data/array_sets.h"

#include <gtest/gtest.h>

#include "fovea/data/npz.h"
#include "fovea/data/test_folder.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

const Array pictures = Array::of<std::uint8_t>({1, 2, 3, 4, 5, 6, 7, 8}, {2, 2, 2});
const Array labels = Array::of<std::uint8_t>({1, 0}, {2});

TEST(NpzSet, TrainAndTestWithAChannelAxis) {
  const TestFolder folder;
  write_npz(folder / "toys.npz",
            {{"x_test", pictures}, {"y_test", labels}, {"x_train", pictures}, {"y_train", labels}});
  const DataSet data = open_npz_set(folder / "toys.npz");
  EXPECT_EQ(data.name, "toys");
  EXPECT_EQ(data.kind, "npz");
  ASSERT_EQ(data.splits.size(), 2u);
  EXPECT_EQ(data.splits[0].name, "train");
  EXPECT_EQ(data.splits[0].x.shape(), (Shape{2, 2, 2, 1}));
  EXPECT_EQ(data.splits[0].x.dtype(), DType::u8);
  EXPECT_EQ(data.splits[1].y.values<std::int64_t>()[0], 1);
  EXPECT_EQ(data.classes, (std::vector<std::string>{"0", "1"}));
  EXPECT_EQ(data.manifest_hash, manifest_hash(data.splits));
}

TEST(NpzSet, XAndYAreTheTrainSplit) {
  const TestFolder folder;
  const Array one_hot = Array::of<float>({0, 1, 1, 0}, {2, 2}), colour({2, 4, 4, 3});
  write_npz(folder / "a.npz", {{"x", colour}, {"y", one_hot}, {"x_val", colour}, {"y_val", one_hot}});
  const DataSet data = open_npz_set(folder / "a.npz");
  ASSERT_EQ(data.splits.size(), 2u);
  EXPECT_EQ(data.at("train").x.shape(), (Shape{2, 4, 4, 3}));
  EXPECT_EQ(data.at("validation").y.shape(), (Shape{2, 2}));
  EXPECT_EQ(data.classes.size(), 2u);
}

TEST(NpzSet, NamesWhatIsMissing) {
  const TestFolder folder;
  write_npz(folder / "a.npz", {{"x_train", pictures}});
  const Failure half = failure_of([&] { open_npz_set(folder / "a.npz"); });
  EXPECT_TRUE(half.says("x_train without y_train")) << half.text;
  write_npz(folder / "b.npz", {{"images", pictures}, {"targets", labels}});
  const Failure other = failure_of([&] { open_npz_set(folder / "b.npz"); });
  EXPECT_EQ(other.kind, ErrorKind::format);
  EXPECT_TRUE(other.says("images, targets")) << other.text;
  write_npz(folder / "c.npz", {{"x", pictures}, {"y", labels}, {"x_train", pictures}, {"y_train", labels}});
  EXPECT_TRUE(failure_of([&] { open_npz_set(folder / "c.npz"); }).says("under two names"));
}

TEST(IdxSet, FolderOfPlainFiles) {
  const TestFolder folder;
  folder.add("train-images-idx3-ubyte", idx_bytes({2, 2, 2}, "abcdefgh"));
  folder.add("train-labels.idx1-ubyte", idx_bytes({2}, std::string("\0\2", 2)));
  EXPECT_TRUE(is_idx_folder(folder.path()));
  EXPECT_FALSE(is_complete_idx_folder(folder.path()));
  folder.add("t10k-images-idx3-ubyte.gz", idx_bytes({1, 2, 2}, "abcd"));
  folder.add("t10k-labels-idx1-ubyte.gz", idx_bytes({1}, "\1"));
  EXPECT_TRUE(is_complete_idx_folder(folder.path()));
  const DataSet data = open_idx_set(folder.path());
  EXPECT_EQ(data.name, folder.path().filename().string());
  EXPECT_EQ(open_idx_set(folder.path() / "").name, data.name);
  EXPECT_EQ(data.at("train").x.shape(), (Shape{2, 2, 2, 1}));
  EXPECT_EQ(data.at("test").y.values<std::int64_t>()[0], 1);
  EXPECT_EQ(data.classes.size(), 3u);
}

TEST(IdxSet, RefusesHalfPairsAndMixedUpFiles) {
  const TestFolder folder;
  folder.add("train-images-idx3-ubyte", idx_bytes({2}, "\1\1"));
  EXPECT_TRUE(failure_of([&] { open_idx_set(folder.path()); }).says("train-labels-idx1-ubyte[.gz] is missing"));
  folder.add("train-labels-idx1-ubyte", idx_bytes({2, 2, 2}, "abcdefgh"));
  EXPECT_TRUE(failure_of([&] { open_idx_set(folder.path()); }).says("mixed up"));
  folder.add("train-images-idx3-ubyte", idx_bytes({2, 2, 2}, "abcdefgh"));
  folder.add("train-labels-idx1-ubyte", idx_bytes({3}, "\1\1\1"));
  EXPECT_EQ(failure_of([&] { open_idx_set(folder.path()); }).kind, ErrorKind::shape);
}

TEST(IdxSet, TheSameArraysHaveOneHashInEveryContainer) {
  const TestFolder folder;
  folder.add("train-images-idx3-ubyte", idx_bytes({2, 2, 2}, std::string("\1\2\3\4\5\6\7\10", 8)));
  folder.add("train-labels-idx1-ubyte", idx_bytes({2}, std::string("\1\0", 2)));
  write_npz(folder / "a.npz", {{"x", pictures}, {"y", labels}});
  EXPECT_EQ(open_idx_set(folder.path()).manifest_hash, open_npz_set(folder / "a.npz").manifest_hash);
}

}  // namespace
}  // namespace fovea
