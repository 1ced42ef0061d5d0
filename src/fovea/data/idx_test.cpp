#include "fovea/data/idx.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <vector>

#include "fovea/base/file.h"
#include "fovea/data/test_folder.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

fs::path gzip(const fs::path& path, std::string_view content) {
  gzFile file = ::gzopen(path.c_str(), "wb");
  ::gzwrite(file, content.data(), static_cast<unsigned>(content.size()));
  ::gzclose(file);
  return path;
}

TEST(Idx, PlainAndGzipAreToldByContent) {
  const TestFolder folder;
  const std::string bytes = idx_bytes({2, 1, 3}, "abcdef");
  for (const fs::path& path : {folder.add("plain.gz", bytes), gzip(folder / "zipped", bytes)}) {
    const Array array = read_idx(path);
    EXPECT_EQ(array.shape(), (Shape{2, 1, 3}));
    ASSERT_EQ(array.dtype(), DType::u8);
    EXPECT_EQ(array.values<std::uint8_t>()[5], 'f');
  }
}

TEST(Idx, EveryElementType) {
  const TestFolder folder;
  const auto read = [&](char type, const std::string& elements) {
    return read_idx(folder.add("a", idx_bytes({1}, elements, type)));
  };
  EXPECT_EQ(read(9, "\xff").values<std::int32_t>()[0], -1);
  EXPECT_EQ(read(0x0b, "\xff\xfe").values<std::int32_t>()[0], -2);
  EXPECT_EQ(read(0x0c, std::string("\0\0\1\0", 4)).values<std::int32_t>()[0], 256);
  EXPECT_EQ(read(0x0d, std::string("\x3f\x80\0\0", 4)).values<float>()[0], 1);
  EXPECT_EQ(read(0x0e, std::string("\xc0\0\0\0\0\0\0\0", 8)).values<double>()[0], -2);
}

TEST(Idx, NamesExpectedAndActualBytesOfATruncatedFile) {
  const TestFolder folder;
  const std::string bytes = idx_bytes({10, 28, 28}, std::string(7840, 'x'));
  const Failure plain = failure_of([&] { read_idx(folder.add("cut", bytes.substr(0, 5000))); });
  EXPECT_EQ(plain.kind, ErrorKind::format);
  EXPECT_TRUE(plain.says("(10, 28, 28)") && plain.says("7,856 bytes in all") && plain.says("holds 5,000 bytes"))
      << plain.text;
  EXPECT_TRUE(
      failure_of([&] { read_idx(gzip(folder / "cut.gz", bytes.substr(0, 5000))); }).says("holds 5,000 bytes"));
  EXPECT_TRUE(failure_of([&] { read_idx(folder.add("long", bytes + "y")); }).says("longer than its header says"));
  EXPECT_TRUE(
      failure_of([&] { read_idx(folder.add("header", bytes.substr(0, 9))); }).says("ends inside its IDX header"));
}

TEST(Idx, NoticesAGzipThatWasCutOff) {
  const TestFolder folder;
  std::string noise = idx_bytes({100, 10}, "");
  for (unsigned i = 0, x = 1; i < 1000; ++i, x = x * 1103515245 + 12345) noise += static_cast<char>(x >> 16);
  const std::string whole = read_file(gzip(folder / "whole.gz", noise));
  const Failure half = failure_of([&] { read_idx(folder.add("half.gz", whole.substr(0, whole.size() / 2))); });
  EXPECT_TRUE(half.says("1,012 bytes in all") && half.says("breaks off") && half.says("truncated")) << half.text;
  const Failure no_checksum = failure_of([&] { read_idx(folder.add("tail.gz", whole.substr(0, whole.size() - 5))); });
  EXPECT_TRUE(no_checksum.says("breaks off")) << no_checksum.text;
  std::string damaged = whole;
  damaged[damaged.size() - 6] ^= 1;
  EXPECT_EQ(failure_of([&] { read_idx(folder.add("crc.gz", damaged)); }).kind, ErrorKind::unreadable);
}

TEST(Idx, RefusesBombs) {
  const TestFolder folder;
  const Failure promise = failure_of([&] {
    read_idx(folder.add("a", idx_bytes({0xffffffff, 0xffffffff, 0xffffffff}, "x")));
  });
  EXPECT_EQ(promise.kind, ErrorKind::format);
  EXPECT_TRUE(promise.says("more bytes than 64 bits can count"));
  const auto bomb = gzip(folder / "bomb.gz", idx_bytes({4 << 20}, std::string(4 << 20, '\0')));
  const Failure ratio = failure_of([&] { read_idx(bomb); });
  EXPECT_EQ(ratio.kind, ErrorKind::resource);
  EXPECT_TRUE(ratio.says("unfolds to more than 1,048,576 bytes")) << ratio.text;
}

TEST(Idx, SaysWhatAWrongFileIs) {
  const TestFolder folder;
  EXPECT_TRUE(failure_of([&] { read_idx(folder.add("a", "<html>Not found</html>")); }).says("a web page (HTML)"));
  EXPECT_TRUE(failure_of([&] { read_idx(folder.add("b", "")); }).says("empty"));
  EXPECT_TRUE(failure_of([&] { read_idx(gzip(folder / "c", "\x93NUMPY\1")); }).says("a .npy array"));
  EXPECT_EQ(failure_of([&] { read_idx(folder.add("d", idx_bytes({1}, "x", 7))); }).kind, ErrorKind::format);
  EXPECT_EQ(failure_of([&] { read_idx(folder.add("e", idx_bytes({}, "x"))); }).kind, ErrorKind::format);
  EXPECT_EQ(failure_of([&] { read_idx(folder / "none"); }).kind, ErrorKind::unreadable);
}

}  // namespace
}  // namespace fovea
