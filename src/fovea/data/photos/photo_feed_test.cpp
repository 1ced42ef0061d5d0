// Batches that threads make ahead: which pictures, in which order, and what becomes of broken ones.
#include "fovea/data/photos/photo_feed.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <filesystem>
#include <numeric>
#include <set>

#include "fovea/base/limit_test_support.h"
#include "fovea/base/machine_error.h"
#include "fovea/base/test_support.h"
#include "fovea/data/as_anybody_test_support.h"
#include "fovea/data/shuffle.h"

namespace fovea {
namespace {

/// Pictures whose one pixel is their number; some cannot be read.
class Numbers : public PictureRows {
 public:
  explicit Numbers(std::set<std::size_t> broken = {}) : broken_(std::move(broken)) {}
  const std::string& who() const override { return who_; }
  Shape shape() const override { return {1, 1, 1}; }
  DType dtype() const override { return DType::i32; }
  std::string remedy() const override { return "Take them away."; }
  void read(std::size_t row, std::byte* pixels) const override {
    ++reads;
    if (failing) throw MachineError("photos: Too many open files.");
    if (broken_.contains(row)) fail(ErrorKind::format, "photos/" + std::to_string(row) + ".jpg: is damaged.");
    const auto value = static_cast<std::int32_t>(row);
    std::memcpy(pixels, &value, sizeof value);
  }
  mutable std::atomic<int> reads = 0;
  bool failing = false;  ///< as a machine does

 private:
  std::string who_ = "photos";
  std::set<std::size_t> broken_;
};

std::vector<PhotoRef> photos(std::uint32_t count, std::int32_t classes = 2) {
  std::vector<PhotoRef> list;
  for (std::uint32_t i = 0; i < count; ++i) list.push_back({i, static_cast<std::int32_t>(i) % classes});
  return list;
}

Array labels(std::int64_t count) {
  Array array({count}, DType::i64);
  std::iota(array.values<std::int64_t>().begin(), array.values<std::int64_t>().end(), 0);
  return array;
}

PhotoFeed feed_of(std::uint32_t count, const PhotoFeedOptions& options, std::set<std::size_t> broken = {}) {
  return PhotoFeed(std::make_shared<Numbers>(std::move(broken)), photos(count), labels(count), {}, options);
}

/// The numbers of a batch, which its labels repeat.
std::vector<std::int64_t> numbers(const Batch& batch) {
  std::vector<std::int64_t> result;
  for (const std::int32_t value : batch.x[0].values<std::int32_t>()) result.push_back(value);
  EXPECT_TRUE(std::ranges::equal(result, batch.y[0].values<std::int64_t>()));
  return result;
}

std::vector<std::int64_t> pass(PhotoFeed& feed) {
  std::vector<std::int64_t> all;
  for (std::int64_t i = 0, n = feed.batches(); i < n; ++i)
    for (const std::int64_t number : numbers(feed.next())) all.push_back(number);
  return all;
}

TEST(PhotoFeed, GivesTheSameBatchesAtAnyNumberOfThreads) {
  for (const int threads : {1, 3}) {
    PhotoFeed feed = feed_of(23, {.batch_size = 4, .shuffle_seed = 9, .threads = threads});
    EXPECT_EQ(feed.batches(), 6);
    for (const std::int64_t number : {0, 1, 2}) {
      std::vector<std::int64_t> order;
      shuffle(order, 23, 9, number);
      EXPECT_EQ(pass(feed), order) << number;
    }
  }
  PhotoFeed plain = feed_of(5, {.batch_size = 4, .threads = 2});
  EXPECT_EQ(pass(plain), (std::vector<std::int64_t>{0, 1, 2, 3, 4}));
}

TEST(PhotoFeed, GoesToThePassThatIsAskedFor) {
  PhotoFeed feed = feed_of(10, {.batch_size = 4, .shuffle_seed = 1, .threads = 2});
  std::vector<std::int64_t> order;
  for (const std::int64_t wanted : {0, 1, 5, 5, 2}) {
    feed.start_pass(wanted);
    shuffle(order, 10, 1, wanted);
    EXPECT_EQ(pass(feed), order) << wanted;
  }
  feed.next();
  feed.start_pass(2);  // in the middle of a pass
  EXPECT_EQ(pass(feed), order);
}

TEST(PhotoFeed, GoesToABatchWithoutMakingThoseBeforeIt) {
  auto rows = std::make_shared<Numbers>();
  PhotoFeed feed(rows, photos(4000), labels(4000), {},
                 {.batch_size = 4, .shuffle_seed = 1, .augment_seed = 5, .threads = 2});
  std::vector<std::int64_t> order;
  shuffle(order, 4000, 1, 7);
  feed.go_to(7, 900);
  const std::vector<std::int64_t> expected(order.begin() + 3600, order.begin() + 3604);
  EXPECT_EQ(numbers(feed.next()), expected);
  EXPECT_TRUE(std::ranges::equal(feed.rows(), expected));
  const PhotoMoment moment = feed.moment(2);
  EXPECT_EQ(moment.seed, 5u);
  EXPECT_EQ(moment.pass, 7);
  EXPECT_EQ(moment.row, order[3602]);
  EXPECT_EQ(feed.file(moment.row), static_cast<std::size_t>(moment.row));
  EXPECT_LE(rows->reads, 40) << "the ring before, and the ring after";
  feed.go_to(7, 999);
  EXPECT_EQ(numbers(feed.next()), std::vector<std::int64_t>(order.end() - 4, order.end()));
  shuffle(order, 4000, 1, 8);
  EXPECT_EQ(numbers(feed.next()), std::vector<std::int64_t>(order.begin(), order.begin() + 4));
}

TEST(PhotoFeed, WhatWasMadeAheadIsNotMadeAgain) {
  auto rows = std::make_shared<Numbers>();
  PhotoFeed feed(rows, photos(12), labels(12), {}, {.batch_size = 4, .threads = 1});
  for (int epoch = 0; epoch < 3; ++epoch) {
    feed.start_pass(0);  // as validation does; its passes are alike
    pass(feed);
  }
  EXPECT_LE(rows->reads, 3 * 12 + 12);
}

TEST(PhotoFeed, LeavesOutWhatCannotBeRead) {
  for (const int threads : {1, 3}) {
    PhotoFeed feed = feed_of(60, {.batch_size = 8, .shuffle_seed = 3, .threads = threads}, {7, 20});
    std::vector<std::int64_t> order, first;
    shuffle(order, 60, 3, 0);
    std::erase_if(order, [](std::int64_t row) { return row == 7 || row == 20; });
    for (int i = 0; i < 8; ++i)  // batches of what is left of eight
      for (const std::int64_t number : numbers(feed.next())) first.push_back(number);
    EXPECT_EQ(first, order);
    ASSERT_EQ(feed.bad().size(), 2u);
    EXPECT_EQ(feed.samples(), 58);
    for (const BadPhoto& bad : feed.bad())
      EXPECT_EQ(bad.reason, "photos/" + std::to_string(bad.row) + ".jpg: is damaged.");
    feed.start_pass(1);
    shuffle(order, 60, 3, 1);
    std::erase_if(order, [](std::int64_t row) { return row == 7 || row == 20; });
    EXPECT_EQ(pass(feed), order);
  }
}

TEST(PhotoFeed, StopsAtTheFirstBadPictureWhereItIsToldTo) {
  PhotoFeed feed = feed_of(40, {.batch_size = 8, .threads = 2, .on_bad = OnBadPhoto::stop}, {12});
  feed.next();
  EXPECT_NE(error_of(ErrorKind::format,
                     [&] {
                       for (int i = 0; i < 5; ++i) feed.next();
                     })
                .find("photos/12.jpg"),
            std::string::npos);
}

TEST(PhotoFeed, BlanksKeepTheirPlaces) {
  PhotoFeed feed = feed_of(3, {.batch_size = 2, .threads = 2, .on_bad = OnBadPhoto::blank}, {0, 2});
  EXPECT_EQ(feed.next().x[0].values<std::int32_t>()[1], 1);
  EXPECT_EQ(feed.next().x[0].values<std::int32_t>()[0], 0);
  ASSERT_EQ(feed.bad().size(), 2u);
  EXPECT_EQ(feed.bad()[1].row, 2);
}

TEST(PhotoFeed, StopsWhereTooManyAreBadOrAClassIsEmpty) {
  const auto refusal = [](std::uint32_t count, const std::set<std::size_t>& broken) {
    PhotoFeed feed = feed_of(count, {.batch_size = 4, .threads = 2}, broken);
    return error_of(ErrorKind::format, [&] { pass(feed); });
  };
  const std::string too_many = refusal(40, {1, 2, 3});
  EXPECT_NE(too_many.find("3 of 40 pictures cannot be read, more than 5 %"), std::string::npos) << too_many;
  EXPECT_TRUE(too_many.ends_with("\nTake them away.")) << too_many;
  std::vector<PhotoRef> rare = photos(100, 1);
  rare[50].label = 1;
  PhotoFeed feed(std::make_shared<Numbers>(std::set<std::size_t>{50}), rare, labels(100), {},
                 {.threads = 2, .classes = {"many", "rare"}});
  EXPECT_NE(error_of(ErrorKind::format, [&] { pass(feed); }).find("no picture of the class 'rare' can be read"),
            std::string::npos);
}

TEST(PhotoFeed, AFileOfSeveralRowsIsLeftOutOnce) {
  std::vector<PhotoRef> repeated = photos(30);
  for (int i = 0; i < 10; ++i) repeated.push_back({1, 1});  // 11 of 40 rows, and 1 of 30 files
  PhotoFeed feed(std::make_shared<Numbers>(std::set<std::size_t>{1}), repeated, {}, {},
                 {.batch_size = 4, .threads = 2});
  while (feed.samples() > 29) feed.next();
  ASSERT_EQ(feed.bad().size(), 1u);
  EXPECT_EQ(feed.bad()[0].row, 1);
}

TEST(PhotoFeed, AFailureOfTheMachineLeavesNothingOut) {
  auto rows = std::make_shared<Numbers>();
  rows->failing = true;
  PhotoFeed feed(rows, photos(40), labels(40), {}, {.threads = 2});
  EXPECT_NE(error_of(ErrorKind::resource, [&] { feed.next(); }).find("Too many open files"), std::string::npos);
  EXPECT_TRUE(feed.bad().empty());
}

TEST(PhotoFeed, AnOrderThatFailsEndsTheRunAndNotTheProgram) {
  const auto order = [](std::int64_t pass) {
    if (pass > 0) fail(ErrorKind::usage, "there is one pass alone.");
    return std::vector<std::int64_t>{2, 0, 1};
  };
  PhotoFeed feed = feed_of(3, {.batch_size = 2, .order = order, .threads = 3});
  EXPECT_EQ(numbers(feed.next()), (std::vector<std::int64_t>{2, 0}));
  EXPECT_EQ(numbers(feed.next()), (std::vector<std::int64_t>{1}));
  EXPECT_EQ(error_of(ErrorKind::usage, [&] { feed.next(); }), "there is one pass alone.");
  feed.go_to(0, 1);
  EXPECT_EQ(numbers(feed.next()), (std::vector<std::int64_t>{1}));
}

TEST(PhotoFeed, TakesTheThreadsThatTheSystemGives) {
  EXPECT_NE(error_of(ErrorKind::usage, [] { feed_of(5, {.threads = 1025}); }).find("at most 1024 threads"),
            std::string::npos);
  const std::filesystem::directory_iterator running("/proc/self/task");
  const auto threads = static_cast<rlim_t>(std::distance(begin(running), end(running)));
  const AsAnybody anybody;
  if (!anybody.holds()) GTEST_SKIP() << "root may start any number";
  for (const rlim_t more : {1, 2, 4}) {
    const SoftLimit limit(RLIMIT_NPROC, threads + more);
    PhotoFeed feed = feed_of(23, {.batch_size = 4, .threads = 9});
    EXPECT_EQ(pass(feed).size(), 23u);
  }
  const SoftLimit limit(RLIMIT_NPROC, 1);
  EXPECT_NE(error_of(ErrorKind::resource, [] { feed_of(5, {.threads = 9}); }).find("no thread can be started"),
            std::string::npos);
}

TEST(PhotoFeed, TellsWhichMomentAPictureBelongsTo) {
  struct Tell : PhotoAugmenter {
    void apply(const std::byte*, float* changed, const PictureRows&, const PhotoMoment& moment) const override {
      *changed = static_cast<float>(moment.row + 100 * moment.pass + 10000 * static_cast<std::int64_t>(moment.seed));
    }
  };
  PhotoFeed feed = feed_of(
      6,
      {.batch_size = 4, .shuffle_seed = 2, .augment_seed = 5, .threads = 2, .augmenter = std::make_shared<Tell>()});
  for (int number = 0; number < 2; ++number) {
    std::vector<std::int64_t> order;
    shuffle(order, 6, 2, number);
    for (std::size_t first : {0u, 4u}) {
      const Batch& batch = feed.next();
      for (std::size_t i = 0; i < static_cast<std::size_t>(batch.samples()); ++i)
        EXPECT_EQ(batch.x[0].values<float>()[i], static_cast<float>(50000 + 100 * number + order[first + i]));
    }
  }
}

}  // namespace
}  // namespace fovea
