// Batches of arrays, in any order and from any place.
#include "fovea/models/array_feed.h"

#include <numeric>

#include "fovea/base/test_support.h"
#include "fovea/data/shuffle.h"

namespace fovea {
namespace {

using Rows = std::vector<std::int64_t>;

Array counted(std::int64_t count) {
  Array array({count, 1}, DType::i64);
  std::iota(array.values<std::int64_t>().begin(), array.values<std::int64_t>().end(), 0);
  return array;
}

/// The rows of the next batch, which its numbers repeat.
Rows next(ArrayFeed& feed) {
  const auto values = feed.next().x[0].values<std::int64_t>();
  EXPECT_TRUE(std::ranges::equal(values, feed.rows()));
  return {values.begin(), values.end()};
}

TEST(ArrayFeed, GoesToABatchAndTellsItsRows) {
  ArrayFeed shuffled({{counted(10)}, {counted(10)}, {}}, 4, 3);
  Rows order;
  shuffle(order, 10, 3, 6);
  shuffled.go_to(6, 2);
  EXPECT_EQ(next(shuffled), Rows(order.begin() + 8, order.end()));
  shuffle(order, 10, 3, 7);
  EXPECT_EQ(next(shuffled), Rows(order.begin(), order.begin() + 4)) << "the next pass follows";
  ArrayFeed plain({{counted(10)}, {counted(10)}, {}}, 4, std::nullopt);
  plain.go_to(0, 1);
  EXPECT_EQ(next(plain), (Rows{4, 5, 6, 7}));
  EXPECT_EQ(next(plain), (Rows{8, 9}));
}

}  // namespace
}  // namespace fovea
