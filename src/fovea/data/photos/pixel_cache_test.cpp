// Pixels that are kept for later, in files that others may touch.
#include "fovea/data/photos/pixel_cache.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <thread>
#include <vector>

#include "fovea/base/test_support.h"
#include "fovea/data/as_anybody_test_support.h"
#include "fovea/data/test_folder.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

/// Puts a picture of two bytes of one value.
void put(PixelCache& cache, std::int64_t row, int value) {
  const std::array pixels{std::byte(value), std::byte(value)};
  cache.write(row, pixels.data());
}

/// The value of a picture, if it is there.
std::optional<int> value_of(const PixelCache& cache, std::int64_t row) {
  std::array<std::byte, 2> pixels{};
  if (!cache.read(row, pixels.data())) return std::nullopt;
  EXPECT_TRUE(cache.has(row));
  EXPECT_EQ(pixels[0], pixels[1]);
  return static_cast<int>(pixels[1]);
}

TEST(PixelCache, KeepsPicturesInMemory) {
  PixelCache cache(3, 2);
  EXPECT_EQ(value_of(cache, 2), std::nullopt);
  put(cache, 2, 5);
  EXPECT_EQ(value_of(cache, 2), 5);
  EXPECT_EQ(value_of(cache, 1), std::nullopt);
}

TEST(PixelCache, ServesLaterRunsOfTheSameKey) {
  const TestFolder folder;
  const auto path = folder / "pixels.cache";
  {
    PixelCache cache(path, 3, 2, "key");
    EXPECT_EQ(value_of(cache, 1), std::nullopt);
    const PixelCache other(path, 3, 2, "key");
    put(cache, 1, 7);
    EXPECT_EQ(value_of(cache, 1), 7);
    EXPECT_EQ(value_of(other, 1), 7);
  }
  {
    const PixelCache cache(path, 3, 2, "key");
    EXPECT_EQ(cache.begun_anew(), "");
    EXPECT_EQ(value_of(cache, 1), 7);
    EXPECT_EQ(value_of(cache, 0), std::nullopt);
  }
  EXPECT_NE(PixelCache(path, 3, 2, "other").begun_anew(), "");
  EXPECT_EQ(value_of(PixelCache(path, 3, 2, "other"), 1), std::nullopt);
  {
    // A cache of another key takes the name; who still uses the old one goes on.
    PixelCache old(path, 3, 2, "other");
    PixelCache(path, 3, 5, "third");
    put(old, 2, 9);
    EXPECT_EQ(value_of(old, 2), 9);
    EXPECT_FALSE(PixelCache(path, 3, 5, "third").has(2));
  }
  fs::resize_file(path, 5000);
  EXPECT_NE(PixelCache(path, 3, 2, "other").begun_anew(), "");
}

TEST(PixelCache, RunsOfOtherKeysAtTheSameTimeGetTheirOwnPixels) {
  const TestFolder folder;
  const auto path = folder / "pixels.cache";
  const auto open_often = [&](const std::string& key, int value) {
    for (int i = 0; i < 200; ++i) try {
        PixelCache cache(path, 1, 2, key);
        EXPECT_EQ(value_of(cache, 0).value_or(value), value);
        put(cache, 0, value);
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::resource) << error.what();  // it never had the name for itself
      }
  };
  std::thread other(open_often, "other", 1);
  open_often("key", 2);
  other.join();
}

TEST(PixelCache, ARowIsWrittenOnce) {
  PixelCache cache(1, 1 << 20);
  std::vector<std::byte> seen(1 << 20);
  {
    std::vector<std::jthread> writers;
    for (int value = 1; value <= 4; ++value)
      writers.emplace_back([&cache, value] {
        const std::vector<std::byte> pixels(1 << 20, std::byte(value));
        cache.write(0, pixels.data());
      });
  }
  ASSERT_TRUE(cache.read(0, seen.data()));
  EXPECT_EQ(std::ranges::count(seen, seen[0]), std::ssize(seen));
}

TEST(PixelCache, AFileThatIsCutOffIsNotUsedAnyMore) {
  const TestFolder folder;
  const auto path = folder / "pixels.cache";
  for (const std::uintmax_t bytes : {0u, 4097u, 8193u}) {
    PixelCache cache(path, 3, 2, "key");
    put(cache, 1, 7);
    fs::resize_file(path, bytes);
    EXPECT_EQ(value_of(cache, 1), std::nullopt) << bytes;
    put(cache, 2, 8);
    EXPECT_FALSE(cache.has(2)) << bytes;
    EXPECT_EQ(fs::file_size(path), bytes) << "holes would be read as black pictures";
    EXPECT_EQ(value_of(PixelCache(path, 3, 2, "key"), 1), std::nullopt) << bytes;
  }
}

TEST(PixelCache, PixelsThatAMachineLostAreMadeAgain) {
  const TestFolder folder;
  const auto path = folder / "pixels.cache";
  {
    PixelCache cache(path, 3, 2, "key");
    put(cache, 0, 6);
    put(cache, 1, 7);
  }
  std::fstream(path, std::ios::in | std::ios::out | std::ios::binary).seekp(-4, std::ios::end).write("\0\0", 2);
  PixelCache cache(path, 3, 2, "key");
  EXPECT_EQ(value_of(cache, 0), 6);
  EXPECT_FALSE(cache.has(1));
  EXPECT_EQ(value_of(cache, 1), std::nullopt);
  put(cache, 1, 7);
  EXPECT_EQ(value_of(cache, 1), 7);
  EXPECT_EQ(value_of(PixelCache(path, 3, 2, "key"), 1), 7);
}

TEST(PixelCache, AFileOfAnotherVersionIsBegunAnew) {
  const TestFolder folder;
  folder.add("pixels.cache", "fovea pixels 1\n");
  EXPECT_NE(PixelCache(folder / "pixels.cache", 3, 2, "key").begun_anew(), "");
}

TEST(PixelCache, AFileThatMayOnlyBeReadServesAsItIs) {
  const TestFolder folder;
  const auto path = folder / "pixels.cache";
  {
    PixelCache cache(path, 3, 2, "key");
    put(cache, 1, 7);
  }
  fs::permissions(folder.path(), fs::perms(0755));
  fs::permissions(path, fs::perms(0444));
  const AsAnybody anybody;
  if (!anybody.holds()) GTEST_SKIP() << "root stays root here";
  PixelCache cache(path, 3, 2, "key");
  EXPECT_EQ(value_of(cache, 1), 7);
  put(cache, 2, 8);
  EXPECT_FALSE(cache.has(2));
}

TEST(PixelCache, WhatIsNoCacheIsRefused) {
  const TestFolder folder;
  folder.add("mine.txt", "my notes");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  for (const fs::path& path : {folder / "mine.txt", folder / "pipe", folder.path()})
    EXPECT_NE(error_of(ErrorKind::usage, [&] { PixelCache(path, 3, 2, "k"); }).find("is no cache"), std::string::npos)
        << path;
  error_of(ErrorKind::usage, [&] { PixelCache("/proc/no/pixels", 3, 2, "k"); });
}

}  // namespace
}  // namespace fovea
