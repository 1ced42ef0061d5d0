#include "fovea/data/statistics.h"

#include <gtest/gtest.h>

namespace fovea {
namespace {

TEST(Statistics, CountsClassesAndMeasuresEveryType) {
  for (const DType dtype : {DType::u8, DType::i32, DType::i64, DType::f32, DType::bf16, DType::f64}) {
    const DataSet data{.name = "d",
                       .splits = {{"train", Array::of<float>({2, 4, 6, 0}, {2, 2}).cast(dtype),
                                   Array::of<std::int64_t>({2, 2}, {2})}},
                       .classes = {"a", "b", "c"},
                       .manifest_hash = "abc"};
    const DataSummary summary = describe(data);
    ASSERT_EQ(summary.splits.size(), 1u);
    const SplitSummary& train = summary.splits[0];
    EXPECT_EQ(train.samples, 2);
    EXPECT_EQ(train.x_dtype, dtype);
    EXPECT_EQ(train.bytes, 4 * size_of(dtype) + 16);
    EXPECT_EQ(train.min, 0);
    EXPECT_EQ(train.max, 6);
    EXPECT_EQ(train.mean, 3);
    EXPECT_EQ(train.class_counts, (std::vector<std::int64_t>{0, 0, 2}));
    EXPECT_EQ(summary.manifest_hash, "abc");
  }
}

TEST(Statistics, OneHotRowsCountByTheirLargestEntry) {
  const DataSet data{.splits = {{"train", Array({3, 1}), Array::of<float>({0, 1, 1, 0, 0.25, 0.75}, {3, 2})}},
                     .classes = {"a", "b"}};
  EXPECT_EQ(describe(data).splits[0].class_counts, (std::vector<std::int64_t>{1, 2}));
}

TEST(Statistics, RealLabelsHaveNoClasses) {
  const DataSet data{.splits = {{"train", Array({2, 1}), Array::of<float>({0.5, 1.5}, {2})}}};
  EXPECT_TRUE(describe(data).splits[0].class_counts.empty());
}

}  // namespace
}  // namespace fovea
