#include "fovea/data/dataset.h"

#include <gtest/gtest.h>

#include <cmath>

#include "fovea/data/test_folder.h"

namespace fovea {
namespace {

/// Two training samples and one test sample of two classes.
DataSet small() {
  DataSet data{.name = "small", .path = "small.npz", .kind = "npz"};
  data.splits = {{"train", Array::of<float>({0, 1, 2, 3}, {2, 2}), Array::of<std::int64_t>({0, 1}, {2})},
                 {"test", Array::of<float>({4, 5}, {1, 2}), Array::of<std::int64_t>({1}, {1})}};
  data.classes = {"cat", "dog"};
  return data;
}

TEST(DataSet, FindsSplitsByName) {
  const DataSet data = small();
  EXPECT_NO_THROW(check(data));
  EXPECT_EQ(data.at("test").x.rows(), 1);
  EXPECT_EQ(data.find("validation"), nullptr);
  EXPECT_TRUE(failure_of([&] { data.at("validation"); }).says("It has: train, test."));
}

TEST(DataSet, RefusesOtherCountsOfLabelsAndSamples) {
  DataSet data = small();
  data.splits[0].y = Array::of<std::int64_t>({0, 1, 1}, {3});
  const Failure failure = failure_of([&] { check(data); });
  EXPECT_EQ(failure.kind, ErrorKind::shape);
  EXPECT_TRUE(failure.says("'small'") && failure.says("'train'") && failure.says("2 samples") && failure.says("(3,)"))
      << failure.text;
}

TEST(DataSet, RefusesLabelsOutOfRange) {
  DataSet data = small();
  data.splits[1].y = Array::of<std::int64_t>({2}, {1});
  const Failure failure = failure_of([&] { check(data); });
  EXPECT_EQ(failure.kind, ErrorKind::format);
  EXPECT_TRUE(failure.says("'test'") && failure.says("label 2 of sample 0") && failure.says("2 classes, 0 to 1"))
      << failure.text;
}

TEST(DataSet, RefusesNumbersThatAreNotFinite) {
  DataSet data = small();
  data.splits[0].x = Array::of<float>({0, 1, 2, NAN}, {2, 2});
  EXPECT_TRUE(failure_of([&] { check(data); }).says("Sample 1 holds nan"));
  data = small();
  data.splits[1].x = Array::of<float>({INFINITY, 1}, {1, 2});
  EXPECT_TRUE(failure_of([&] { check(data); }).says("Sample 0 holds inf"));
}

TEST(DataSet, RefusesSplitsThatDoNotFitTogether) {
  DataSet data = small();
  data.splits[1].x = Array({1, 3});
  EXPECT_TRUE(failure_of([&] { check(data); }).says("Received (2,) in 'train' and (3,) in 'test'"));
  data = small();
  data.splits[1].y = Array::of<float>({0, 1}, {1, 2});
  EXPECT_EQ(failure_of([&] { check(data); }).kind, ErrorKind::dtype);
  data = small();
  data.splits[1] = {"test", Array({0, 2}), Array({0}, DType::i64)};
  EXPECT_TRUE(failure_of([&] { check(data); }).says("has no samples"));
  data.splits.clear();
  EXPECT_TRUE(failure_of([&] { check(data); }).says("holds no samples"));
}

TEST(DataSet, OneHotRowsAreAsWideAsThereAreClasses) {
  DataSet data = small();
  data.splits = {{"train", Array({2, 2}), Array::of<float>({1, 0, 0, 0, 0, 1}, {2, 3})}};
  EXPECT_EQ(failure_of([&] { check(data); }).kind, ErrorKind::shape);
  data.classes = numbered_classes(data.splits);
  EXPECT_EQ(data.classes, (std::vector<std::string>{"0", "1", "2"}));
  EXPECT_NO_THROW(check(data));
}

TEST(DataSet, EqualArraysHaveEqualHashes) {
  const std::string hash = manifest_hash(small().splits);
  EXPECT_EQ(manifest_hash(small().splits), hash);
  DataSet other = small();
  other.splits[0].x = other.splits[0].x.clone();
  other.splits[0].x.values<float>()[3] += 1;
  EXPECT_NE(manifest_hash(other.splits), hash);
  other = small();
  other.splits[0].x = other.splits[0].x.reshaped({2, 2, 1});
  EXPECT_NE(manifest_hash(other.splits), hash);
}

TEST(Labels, WholeNumbersBecomeInt64) {
  for (const Array& y : {Array::of<std::uint8_t>({3, 0}, {2}), Array::of<float>({3, 0}, {2}),
                         Array::of<double>({3, 0}, {2, 1}), Array::of<std::int32_t>({3, 0}, {2, 1})}) {
    const Array labels = as_labels(y, "a");
    ASSERT_EQ(labels.dtype(), DType::i64);
    EXPECT_EQ(labels.shape(), (Shape{2}));
    EXPECT_EQ(labels.values<std::int64_t>()[0], 3);
  }
}

TEST(Labels, OneHotRowsAndRealsStayAsTheyAre) {
  EXPECT_EQ(as_labels(Array({2, 3}, DType::u8), "a").dtype(), DType::u8);
  EXPECT_EQ(as_labels(Array::of<float>({0.5, 1}, {2}), "a").dtype(), DType::f32);
  EXPECT_EQ(as_labels(Array::of<float>({NAN, 1}, {2}), "a").dtype(), DType::f32);
  EXPECT_EQ(failure_of([] { as_labels(Array({2, 3, 4}), "a.npz"); }).kind, ErrorKind::unsupported);
}

TEST(Labels, ClassesAreCountedInTheFirstSplit) {
  EXPECT_EQ(numbered_classes(small().splits), (std::vector<std::string>{"0", "1"}));
  DataSet data = small();
  data.splits[0].y = Array::of<std::int64_t>({0, -1}, {2});
  EXPECT_TRUE(failure_of([&] { numbered_classes(data.splits); }).says("hold -1"));
  data.splits[0].y = Array::of<std::int64_t>({0, INT64_MAX}, {2});
  EXPECT_EQ(failure_of([&] { numbered_classes(data.splits); }).kind, ErrorKind::unsupported);
  data.splits[0].y = Array::of<float>({0.5, 1}, {2});
  EXPECT_TRUE(numbered_classes(data.splits).empty());
}

}  // namespace
}  // namespace fovea
