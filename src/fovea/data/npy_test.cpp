#include "fovea/data/npy.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "fovea/base/file.h"
#include "fovea/data/npy_header.h"
#include "fovea/data/test_folder.h"

namespace fovea {
namespace {

/// An .npy file of version 1.0 with this header text.
std::string npy(const std::string& header, const std::string& elements) {
  std::string bytes = "\x93NUMPY";
  bytes += {'\1', '\0', static_cast<char>(header.size() & 0xff), static_cast<char>(header.size() >> 8)};
  return bytes + header + elements;
}
std::string dict(const std::string& descr, const std::string& shape, const std::string& order = "False") {
  return "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
}
Array parsed(const std::string& descr, const std::string& shape, const std::string& elements,
             const std::string& order = "False") {
  return parse_npy(npy(dict(descr, shape, order), elements), "a.npy");
}
template <class T>
std::vector<T> list(const Array& array) {
  const auto values = array.values<T>();
  return {values.begin(), values.end()};
}
template <std::size_t n>
std::string raw(const char (&text)[n]) {
  return std::string(text, n - 1);
}

TEST(Npy, IntegersOfEveryWidthAndByteOrder) {
  EXPECT_EQ(list<std::uint8_t>(parsed("|u1", "(3,)", raw("\0\x7f\xff"))), (std::vector<std::uint8_t>{0, 127, 255}));
  EXPECT_EQ(list<std::uint8_t>(parsed("|b1", "(2,)", raw("\0\1"))), (std::vector<std::uint8_t>{0, 1}));
  EXPECT_EQ(list<std::int32_t>(parsed("|i1", "(2,)", raw("\xff\x7f"))), (std::vector<std::int32_t>{-1, 127}));
  EXPECT_EQ(list<std::int32_t>(parsed("<i2", "(2,)", raw("\xfe\xff\1\2"))), (std::vector<std::int32_t>{-2, 513}));
  EXPECT_EQ(list<std::int32_t>(parsed(">u2", "(1,)", raw("\xff\xfe"))), (std::vector<std::int32_t>{65534}));
  EXPECT_EQ(list<std::int32_t>(parsed(">i4", "(1,)", raw("\xff\xff\xff\xfd"))), (std::vector<std::int32_t>{-3}));
  EXPECT_EQ(list<std::int64_t>(parsed("<u4", "(1,)", raw("\xff\xff\xff\xff"))),
            (std::vector<std::int64_t>{4294967295}));
  EXPECT_EQ(list<std::int64_t>(parsed("<i8", "(1,)", raw("\xfc\xff\xff\xff\xff\xff\xff\xff"))),
            (std::vector<std::int64_t>{-4}));
  EXPECT_EQ(list<std::int64_t>(parsed(">u8", "()", raw("\0\0\0\0\0\0\1\0"))), (std::vector<std::int64_t>{256}));
  EXPECT_TRUE(failure_of([] { parsed("<u8", "(1,)", raw("\0\0\0\0\0\0\0\x80")); }).says("9223372036854775808"));
}

TEST(Npy, RealsOfEveryWidthAndByteOrder) {
  EXPECT_EQ(list<float>(parsed("<f4", "(2,)", raw("\0\0\x80\x3f\0\0\x20\xc0"))), (std::vector<float>{1, -2.5}));
  EXPECT_EQ(list<double>(parsed(">f8", "(1,)", raw("\x3f\xf8\0\0\0\0\0\0"))), (std::vector<double>{1.5}));
  // 1, -2, the largest, the smallest subnormal, -0, infinity
  const Array half = parsed("<f2", "(6,)", raw("\0\x3c\0\xc0\xff\x7b\1\0\0\x80\0\x7c"));
  EXPECT_EQ(list<float>(half), (std::vector<float>{1, -2, 65504, 0x1p-24f, 0, INFINITY}));
  EXPECT_TRUE(std::signbit(half.values<float>()[4]));
  EXPECT_TRUE(std::isnan(parsed(">f2", "(1,)", raw("\x7e\0")).values<float>()[0]));
}

TEST(Npy, FortranOrderBecomesRowMajor) {
  const Array matrix = parsed("|u1", "(2, 3)", "adbecf", "True");
  EXPECT_EQ(matrix.shape(), (Shape{2, 3}));
  EXPECT_EQ(list<std::uint8_t>(matrix), (std::vector<std::uint8_t>{'a', 'b', 'c', 'd', 'e', 'f'}));
  const Array cube = parsed("<i2", "(2, 1, 2)", raw("\1\0\3\0\2\0\4\0"), "True");
  EXPECT_EQ(list<std::int32_t>(cube), (std::vector<std::int32_t>{1, 2, 3, 4}));
}

TEST(Npy, AcceptsWhatOldAndNewNumpyWrite) {
  EXPECT_EQ(parse_npy(npy("{'shape': (2L, 1L), \"fortran_order\": False, 'descr': '|u1'}", "ab"), "a").shape(),
            (Shape{2, 1}));
  std::string version2 = "\x93NUMPY";
  const std::string header = dict("|u1", "(0, 28, 28)");
  version2 += {'\2', '\0', static_cast<char>(header.size()), '\0', '\0', '\0'};
  EXPECT_EQ(parse_npy(version2 + header, "a").shape(), (Shape{0, 28, 28}));
}

TEST(Npy, WritesNumpysBytes) {
  const std::string expected =
      npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }" + std::string(60, ' ') + "\n",
          raw("\0\0\x80\x3f\0\0\0\x40"));
  EXPECT_EQ(npy_bytes(Array::of<float>({1, 2}, {2})), expected);
  EXPECT_EQ(npy_header_bytes({60000, 28, 28, 1}, DType::u8).size() % 64, 0u);
}

TEST(Npy, RoundTripKeepsEveryType) {
  const TestFolder folder;
  for (const DType dtype : {DType::u8, DType::i32, DType::i64, DType::f32, DType::f64}) {
    const Array array = Array::of<float>({0, 1, 2, 3, 4, 200}, {3, 1, 2}).cast(dtype);
    write_npy(folder / "a.npy", array);
    const Array back = read_npy(folder / "a.npy");
    EXPECT_EQ(back.dtype(), dtype);
    EXPECT_EQ(back.shape(), array.shape());
    EXPECT_EQ(npy_bytes(back), npy_bytes(array));
  }
  EXPECT_EQ(parse_npy(npy_bytes(Array::of<float>({1.5}, {1}).cast(DType::bf16)), "a").dtype(), DType::f32);
  EXPECT_EQ(failure_of([] { npy_bytes(Array()); }).kind, ErrorKind::usage);
}

TEST(Npy, RefusesPicklesAndOtherNonNumbers) {
  const Failure object = failure_of([] { parsed("|O", "(1,)", "\x80\x04."); });
  EXPECT_EQ(object.kind, ErrorKind::unsupported);
  EXPECT_TRUE(object.says("a.npy") && object.says("pickle") && object.says("run code")) << object.text;
  for (const char* descr : {"<U5", "|S3", "<c8", "<M8", "|V2", "<f16", "|u3", "f4", "<f", "<f0", "<f44"})
    EXPECT_EQ(failure_of([&] { parsed(descr, "(1,)", "0123456789abcdef0123"); }).kind, ErrorKind::unsupported)
        << descr;
  EXPECT_TRUE(failure_of([] {
                parse_npy(npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "0000"), "a");
              }).says("structured"));
}

TEST(Npy, NamesExpectedAndReceivedBytes) {
  const TestFolder folder;
  const std::string whole = npy_bytes(Array::of<float>({1, 2, 3, 4}, {4}));
  const Failure cut = failure_of([&] { read_npy(folder.add("cut.npy", whole.substr(0, 140))); });
  EXPECT_EQ(cut.kind, ErrorKind::format);
  EXPECT_TRUE(cut.says("cut.npy") && cut.says("144 bytes in all") && cut.says("holds 140 bytes") &&
              cut.says("truncated"))
      << cut.text;
  EXPECT_TRUE(failure_of([&] { parse_npy(whole + "x", "a"); }).says("longer than its header says"));
  EXPECT_TRUE(failure_of([&] { parse_npy(whole.substr(0, 60), "a"); }).says("ends inside its .npy header"));
}

TEST(Npy, RefusesHeaderBombsBeforeTakingMemory) {
  const Failure petabytes = failure_of([] { parsed("<f8", "(1000000, 1000000, 1000)", "12345678"); });
  EXPECT_EQ(petabytes.kind, ErrorKind::format);
  EXPECT_TRUE(
      failure_of([] { parsed("<f8", "(9223372036854775807, 9223372036854775807)", ""); }).says("64 bits can count"));
  EXPECT_TRUE(failure_of([] { parsed("|u1", "(99999999999999999999,)", ""); }).says("exceeds 64 bits"));
  EXPECT_EQ(failure_of([] { parsed("|u1", "(1,1,1,1,1,1,1,1,1)", "a"); }).kind, ErrorKind::unsupported);
  const Failure long_header =
      failure_of([] { parse_npy(npy(dict("|u1", "(1,)") + std::string(10'000, ' '), "a"), "a"); });
  EXPECT_TRUE(long_header.says("the limit is 10000")) << long_header.text;
}

TEST(Npy, SaysWhatAWrongFileIs) {
  const TestFolder folder;
  EXPECT_TRUE(failure_of([&] { read_npy(folder.add("a.npy", "<!DOCTYPE html><html>")); }).says("a web page (HTML)"));
  EXPECT_TRUE(failure_of([&] { read_npy(folder.add("b.npy", "")); }).says("empty"));
  EXPECT_TRUE(failure_of([&] { read_npy(folder.add("c.npy", "1.0,2.0\n3.0")); }).says("text"));
  EXPECT_EQ(failure_of([&] { read_npy(folder / "none.npy"); }).kind, ErrorKind::unreadable);
  EXPECT_EQ(failure_of([&] { read_npy(folder.path()); }).kind, ErrorKind::unreadable);
}

TEST(Npy, EveryDamagedByteGivesAnArrayOrAnError) {
  const std::string whole = npy_bytes(Array::of<float>({1, 2, 3, 4, 5, 6}, {2, 3}));
  int read = 0, refused = 0;
  for (std::size_t at = 0; at < 70; ++at)
    for (int value = 0; value < 256; ++value) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(value);
      failure_of([&] { parse_npy(damaged, "a"); }).failed ? ++refused : ++read;
    }
  EXPECT_GT(refused, 15000);
  EXPECT_GE(read, 70);
}

}  // namespace
}  // namespace fovea
