#include "fovea/data/reference.h"

#include <gtest/gtest.h>

#include "fovea/data/test_folder.h"

namespace fovea {
namespace {

TEST(Reference, DataSplitAndIndex) {
  const DataReference whole = parse_reference("mnist:test:8");
  EXPECT_EQ(whole.data, "mnist");
  EXPECT_EQ(whole.split, "test");
  EXPECT_EQ(whole.index, 8);
  const DataReference split = parse_reference("C:odd/a.npz:val");
  EXPECT_EQ(split.data, "C:odd/a.npz");
  EXPECT_EQ(split.split, "validation");
  EXPECT_FALSE(split.index);
  EXPECT_EQ(parse_reference("fashion_mnist").data, "fashion_mnist");
}

TEST(Reference, APathThatExistsIsTakenWhole) {
  const TestFolder folder;
  const std::string path = folder.add("a:test", "").string();
  EXPECT_EQ(parse_reference(path).data, path);
  EXPECT_EQ(parse_reference(path + ":train:0").data, path);
}

TEST(Reference, RefusesWhatIsNeitherSplitNorIndex) {
  for (const char* text : {"mnist:tset", "mnist:8", "mnist:test:", "mnist:test:-1", "mnist:test:8x", "mnist:tset:8",
                           ":test", ":test:1", "mnist:test:99999999999999999999"}) {
    const Failure failure = failure_of([&] { parse_reference(text); });
    EXPECT_EQ(failure.kind, ErrorKind::usage) << text;
    EXPECT_TRUE(failure.says(text) && failure.says("mnist:test:8"));
  }
}

TEST(Reference, SelectsSplitsAndSamples) {
  const Split train{"train", Array::of<float>({1, 2, 3}, {3, 1}), Array::of<std::int64_t>({0, 1, 0}, {3})};
  const Split test{"test", Array::of<float>({4, 5}, {2, 1}), Array::of<std::int64_t>({1, 0}, {2})};
  const DataSet data{.name = "d", .splits = {train, test}, .classes = {"a", "b"}};
  EXPECT_EQ(select(data, {"d", "", std::nullopt}).name, "test");
  EXPECT_EQ(select({.name = "d", .splits = {train}}, {"d", "", std::nullopt}).name, "train");
  const Split one = select(data, parse_reference("d:train:2"));
  EXPECT_EQ(one.x.shape(), (Shape{1, 1}));
  EXPECT_EQ(one.x.values<float>()[0], 3);
  EXPECT_EQ(one.y.values<std::int64_t>()[0], 0);
  EXPECT_TRUE(
      failure_of([&] { select(data, parse_reference("d:test:2")); }).says("has 2 samples, 0 to 1. Received index 2"));
  EXPECT_EQ(failure_of([&] { select(data, parse_reference("d:val")); }).kind, ErrorKind::usage);
}

}  // namespace
}  // namespace fovea
