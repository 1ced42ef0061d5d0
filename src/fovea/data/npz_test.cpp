#include "fovea/data/npz.h"

#include <gtest/gtest.h>
#include <zip.h>

#include <vector>

#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
#include "fovea/data/npy.h"
#include "fovea/data/test_folder.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

/// A zip archive with these entries, compressed.
fs::path zip_of(const fs::path& path, const std::vector<std::pair<std::string, std::string>>& entries) {
  int code = 0;
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
  for (const auto& [name, content] : entries)
    zip_file_add(archive, name.c_str(), zip_source_buffer(archive, content.data(), content.size(), 0), 0);
  EXPECT_EQ(zip_close(archive), 0);
  return path;
}

/// Replaces every occurrence of a text in a file by another of the same length.
void patch(const fs::path& path, const std::string& from, const std::string& to) {
  std::string bytes = read_file(path);
  for (auto at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at + 1))
    bytes.replace(at, from.size(), to);
  write_file(path, bytes);
}

TEST(Npz, RoundTripKeepsNamesOrderAndValues) {
  const TestFolder folder;
  const NamedArrays arrays = {{"y", Array::of<std::int64_t>({7, 8}, {2})},
                              {"a/b c", Array::of<float>({1, 2, 3}, {3, 1})}};
  write_npz(folder / "a.npz", arrays);
  const NamedArrays back = read_npz(folder / "a.npz");
  ASSERT_EQ(back.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(back[i].first, arrays[i].first);
    EXPECT_EQ(npy_bytes(back[i].second), npy_bytes(arrays[i].second));
  }
  const std::string first = read_file(folder / "a.npz");
  write_npz(folder / "a.npz", arrays);
  EXPECT_EQ(read_file(folder / "a.npz"), first) << "equal arrays must give equal files";
  EXPECT_NE(first.find("NUMPY"), std::string::npos) << "entries must be stored, not compressed";
}

TEST(Npz, AFailedWriteLeavesTheOldFile) {
  const TestFolder folder;
  write_npz(folder / "a.npz", {{"x", Array::of<float>({1}, {1})}});
  const std::string before = read_file(folder / "a.npz");
  EXPECT_EQ(failure_of([&] {
              write_npz(folder / "a.npz", {{"x", Array({1})}, {"x", Array({1})}});
            }).kind,
            ErrorKind::usage);
  EXPECT_EQ(failure_of([&] { write_npz(folder / "none" / "a.npz", {{"x", Array({1})}}); }).kind, ErrorKind::usage);
  EXPECT_EQ(read_file(folder / "a.npz"), before);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1) << "a temporary file was left";
}

TEST(Npz, ReadsWhatNumpyWrites) {
  // numpy.savez and numpy.savez_compressed of x = arange(4, dtype='f4'), y = [1] (u1), with zip64 records as it makes them.
  for (const char* name : {"stored.npz", "deflated.npz"}) {
    const NpzFile file(fs::path(FOVEA_SOURCE_DIR) / "tests/fuzz/seeds/npz" / name);
    EXPECT_EQ(file.names(), (std::vector<std::string>{"x", "y"}));
    EXPECT_EQ(file.read("x").values<float>()[3], 3) << name;
    EXPECT_EQ(file.read("y").values<std::uint8_t>()[0], 1) << name;
  }
}

TEST(Npz, ReadsMnist) {
  const auto shared = shared_dir(FOVEA_SOURCE_DIR);
  if (!shared) GTEST_SKIP() << "no shared folder with mnist.npz";
  const NpzFile file(*shared / "data/mnist.npz");
  EXPECT_EQ(file.names(), (std::vector<std::string>{"x_train", "y_train", "x_test", "y_test"}));
  const Array x = file.read("x_test"), y = file.read("y_test");
  EXPECT_EQ(x.shape(), (Shape{10000, 28, 28}));
  EXPECT_EQ(x.dtype(), DType::u8);
  EXPECT_EQ(y.values<std::uint8_t>()[0], 7);
}

TEST(Npz, AnArrayThatCannotBeReadDoesNotHideTheOthers) {
  const TestFolder folder;
  const std::string good = npy_bytes(Array::of<float>({5}, {1}));
  std::string pickled = good;
  pickled.replace(pickled.find("'<f4'"), 5, "'|O' ");
  const NpzFile file(zip_of(folder / "a.npz", {{"names.npy", pickled}, {"notes.txt", "hello"}, {"x.npy", good}}));
  EXPECT_EQ(file.names(), (std::vector<std::string>{"names", "x"}));
  EXPECT_EQ(file.read("x").values<float>()[0], 5);
  const Failure object = failure_of([&] { file.read("names"); });
  EXPECT_EQ(object.kind, ErrorKind::unsupported);
  EXPECT_TRUE(object.says("a.npz, entry 'names.npy'") && object.says("pickle")) << object.text;
  EXPECT_TRUE(failure_of([&] { file.read("xx"); }).says("Did you mean 'x'"));
}

TEST(Npz, SaysWhatAWrongFileIs) {
  const TestFolder folder;
  const Failure html = failure_of([&] { NpzFile(folder.add("mnist.npz", "\n<html><body>404</body></html>")); });
  EXPECT_EQ(html.kind, ErrorKind::format);
  EXPECT_TRUE(html.says("mnist.npz") && html.says("a web page (HTML)")) << html.text;
  write_npz(folder / "a.npz", {{"x", Array({1000})}});
  const std::string whole = read_file(folder / "a.npz");
  EXPECT_EQ(failure_of([&] { NpzFile(folder.add("b.npz", whole.substr(0, 2000))); }).kind, ErrorKind::format);
  EXPECT_EQ(failure_of([&] { NpzFile(folder / "none.npz"); }).kind, ErrorKind::unreadable);
}

TEST(Npz, NoticesDamagedData) {
  const TestFolder folder;
  write_npz(folder / "a.npz", {{"x", Array::of<float>({1234.5}, {1})}});
  std::string bytes = read_file(folder / "a.npz");
  bytes[bytes.find("NUMPY") + 128] ^= 1;
  write_file(folder / "a.npz", bytes);
  const Failure crc = failure_of([&] { read_npz(folder / "a.npz"); });
  EXPECT_EQ(crc.kind, ErrorKind::format);
  EXPECT_TRUE(crc.says("CRC")) << crc.text;
}

TEST(Npz, RefusesTwoEntriesOfOneName) {
  const TestFolder folder;
  zip_of(folder / "a.npz", {{"x.npy", "1"}, {"y.npy", "2"}});
  patch(folder / "a.npz", "y.npy", "x.npy");
  EXPECT_TRUE(failure_of([&] { NpzFile(folder / "a.npz"); }).says("two entries of one name"));
}

TEST(Npz, RefusesBombs) {
  const TestFolder folder;
  zip_of(folder / "bomb.npz", {{"x.npy", std::string(4 << 20, '\0')}});
  const Failure ratio = failure_of([&] { NpzFile(folder / "bomb.npz"); });
  EXPECT_EQ(ratio.kind, ErrorKind::format);
  EXPECT_TRUE(ratio.says("--limit archive_ratio=N")) << ratio.text;
}

/// An .npy whose header promises far more than its entry holds.
TEST(Npz, AHeaderThatPromisesMoreThanItsEntryIsRefused) {
  const TestFolder folder;
  std::string large = npy_bytes(Array({100}));
  large.replace(large.find("(100,), }  "), 11, "(9999999,)}");
  const Failure failure = failure_of([&] { read_npz(zip_of(folder / "b.npz", {{"x.npy", large}})); });
  EXPECT_TRUE(failure.says("b.npz, entry 'x.npy'") && failure.says("truncated")) << failure.text;
}

TEST(Npz, EveryDamagedByteGivesArraysOrAnError) {
  const TestFolder folder;
  zip_of(folder / "a.npz", {{"x.npy", npy_bytes(Array::of<float>({1, 2}, {2}))}});
  const std::string whole = read_file(folder / "a.npz");
  int refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const int flip : {1, 0x80, 0xff}) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ flip);
      refused += failure_of([&] { read_npz(folder.add("b.npz", damaged)); }).failed ? 1 : 0;
    }
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace fovea
