// Archives that tell lies, each built byte by byte; and libzip's own suite of odd and broken ones.
#include "fovea/data/zip_archive.h"

#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
#include "fovea/data/test_folder.h"
#include "fovea/data/zip_test_support.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

/// Opens an archive and reads all of it.
std::vector<std::string> contents(const fs::path& path, const ReadLimits& limits = {}) {
  const ZipReader archive(path, limits);
  std::vector<std::string> result;
  for (const ZipEntry& entry : archive.entries()) result.push_back(archive.read(entry.name));
  return result;
}

Failure refusal(const std::vector<ZipPart>& parts, const ReadLimits& limits = {}) {
  const TestFolder folder;
  return failure_of([&] { contents(folder.add("a.zip", zip_bytes(parts)), limits); });
}

void expect_refused(const std::vector<ZipPart>& parts, ErrorKind kind, const std::string& words,
                    const ReadLimits& limits = {}) {
  const Failure failure = refusal(parts, limits);
  EXPECT_TRUE(failure.failed) << words;
  EXPECT_EQ(static_cast<int>(failure.kind), static_cast<int>(kind)) << failure.text;
  EXPECT_TRUE(failure.says(words) && failure.says("a.zip")) << failure.text;
}

TEST(ZipArchive, WhatIsWrittenReadsBackAndIsTheSameEachTime) {
  const TestFolder folder;
  for (const char* name : {"a.zip", "b.zip"}) {
    ZipWriter archive(folder / name);
    archive.add("config.json", "{}");
    archive.add("folder/empty", "");
    archive.finish();
  }
  EXPECT_EQ(read_file(folder / "a.zip"), read_file(folder / "b.zip"));
  const ZipReader archive(folder / "a.zip");
  EXPECT_EQ(archive.entries().size(), 2u);
  EXPECT_TRUE(archive.contains("folder/empty"));
  EXPECT_EQ(archive.read("config.json"), "{}");
  EXPECT_EQ(archive.read("folder/empty"), "");
  EXPECT_TRUE(failure_of([&] { archive.read("none"); }).says("no entry 'none'"));
  EXPECT_TRUE(failure_of([&] {
                archive.read("config.json", 1, "json_bytes");
              }).says("2 bytes: the limit is 1; --limit json_bytes"));
}

TEST(ZipArchive, ReadsStoredAndDeflatedEntriesAndFolders) {
  const TestFolder folder;
  const std::string text(5000, 'x');
  const fs::path path = folder.add(
      "a.zip",
      zip_bytes({{"f/", ""},
                 {.name = "f/a", .content = deflated(text), .size = 5000, .method = 8, .crc = crc32_of(text)},
                 {"b", "bb"}}));
  EXPECT_EQ(contents(path), (std::vector<std::string>{"", text, "bb"}));
}

TEST(ZipArchive, TheWriterRefusesWhatTheReaderWould) {
  const TestFolder folder;
  ZipWriter archive(folder / "a.zip");
  archive.add("a", "1");
  EXPECT_EQ(failure_of([&] { archive.add("a", "2"); }).kind, ErrorKind::usage);
  EXPECT_EQ(failure_of([&] { archive.add("/a", "2"); }).kind, ErrorKind::usage);
  EXPECT_EQ(failure_of([&] {
              ZipWriter in_no_folder(folder / "none/a.zip");
              in_no_folder.add("a", "1");
              in_no_folder.finish();
            }).kind,
            ErrorKind::resource);
}

TEST(ZipArchive, NamesThatCouldLeadOutOfAFolderAreRefused) {
  for (const char* name : {"/etc/passwd", "../a", "a/../../b", "a/..", "..\\a", "C:\\a", "\\\\host\\a"})
    expect_refused({{name, "x"}}, ErrorKind::format, "the name '");
  EXPECT_FALSE(refusal({{"..a/b..", "x"}}).failed);
}

TEST(ZipArchive, EntriesOfOneNameAreRefused) {
  expect_refused({{"a", "1"}, {"a", "2"}}, ErrorKind::format, "two entries of one name, 'a'.");
  const std::string in_memory = zip_bytes({{"b", "1"}, {"c/d", ""}, {"c/d", ""}});
  EXPECT_TRUE(failure_of([&] { ZipReader(in_memory, "a.zip"); }).says("two entries of one name, 'c/d'."));
}

TEST(ZipArchive, LyingSizesAndChecksumsAreNoticed) {
  const std::string text(3000, 'x'), packed = deflated(text);
  const auto deflated_part = [&](std::uint32_t size, std::uint32_t crc) {
    return ZipPart{.name = "a", .content = packed, .size = size, .method = 8, .crc = crc};
  };
  EXPECT_FALSE(refusal({deflated_part(3000, crc32_of(text))}).failed);
  expect_refused({deflated_part(2999, crc32_of(text))}, ErrorKind::format, "entry 'a' is damaged");
  expect_refused({deflated_part(3001, crc32_of(text))}, ErrorKind::format, "entry 'a' is damaged");
  expect_refused({deflated_part(3000, 7)}, ErrorKind::format, "CRC");
  expect_refused({{.name = "a", .content = "xyz", .size = 2, .crc = crc32_of("xy")}}, ErrorKind::format, "a.zip");
  expect_refused({{.name = "a", .content = "xyz", .size = 90, .packed_size = 90}}, ErrorKind::format, "a.zip");
  expect_refused({{.name = "a", .content = "garbage", .size = 10, .method = 8}}, ErrorKind::format, "a.zip");
}

TEST(ZipArchive, EntriesThatOverlapAreRefused) {
  // Many names for the same bytes: the way in which small archives unfold to petabytes.
  std::vector<ZipPart> parts{{"a", std::string(1000, 'x')}};
  for (int i = 0; i < 10; ++i)
    parts.push_back({.name = "a",
                     .content = "",
                     .size = 1000,
                     .packed_size = 1000,
                     .offset = 0,
                     .crc = crc32_of(parts[0].content)});
  for (int i = 1; i <= 10; ++i) parts[static_cast<std::size_t>(i)].name = std::string(1, static_cast<char>('b' + i));
  EXPECT_EQ(refusal(parts).kind, ErrorKind::format);
}

TEST(ZipArchive, BombsAreRefusedBeforeTheirMemoryIsTaken) {
  const std::string zeros(4 << 20, '\0');
  const std::vector<ZipPart> bomb{
      {.name = "a", .content = deflated(zeros), .size = 4 << 20, .method = 8, .crc = crc32_of(zeros)}};
  expect_refused(bomb, ErrorKind::format, "too many times as many: the limit is 200; --limit archive_ratio=N");
  EXPECT_FALSE(refusal(bomb, {.archive_ratio = 2000}).failed);
  expect_refused({{"a", "12345"}, {"b", "12345"}}, ErrorKind::format, "the limit is 9; --limit archive_bytes=N",
                 {.archive_bytes = 9});
  expect_refused({{"a", ""}, {"b", ""}}, ErrorKind::format, "2 entries: the limit is 1; --limit archive_entries=N",
                 {.archive_entries = 1});
}

TEST(ZipArchive, EncryptionAndRareMethodsAreUnsupported) {
  expect_refused({{.name = "a", .content = std::string(20, 'x'), .flags = 1}}, ErrorKind::unsupported,
                 "is encrypted");
  expect_refused({{.name = "a", .content = "x", .method = 14}}, ErrorKind::unsupported, "compressed by method 14");
}

TEST(ZipArchive, WhatIsNoArchiveIsRefused) {
  const TestFolder folder;
  const std::string whole = zip_bytes({{"a", "content"}});
  for (const std::string& bytes :
       {std::string(), std::string("PK\3\4"), whole.substr(0, whole.size() - 1), whole.substr(10)})
    EXPECT_EQ(failure_of([&] { contents(folder.add("b.zip", bytes)); }).kind, ErrorKind::format);
  EXPECT_EQ(failure_of([&] { contents(folder / "none"); }).kind, ErrorKind::unreadable);
  EXPECT_EQ(failure_of([&] { contents(folder.path()); }).kind, ErrorKind::unreadable);
}

TEST(ZipArchive, EveryDamagedByteGivesContentOrAnError) {
  const TestFolder folder;
  const std::string whole =
      zip_bytes({{"a", "content"},
                 {.name = "b", .content = deflated("xxxxxxx"), .size = 7, .method = 8, .crc = crc32_of("xxxxxxx")}});
  int refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const int flip : {1, 0x80, 0xff}) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ flip);
      refused += failure_of([&] { contents(folder.add("b.zip", damaged)); }).failed ? 1 : 0;
    }
  EXPECT_GT(refused, 300);
}

class LibzipSuite : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto shared = shared_dir(FOVEA_SOURCE_DIR);
    if (!shared || !fs::is_directory(*shared / "archives/libzip-regress"))
      GTEST_SKIP() << "no shared folder with libzip's archives";
    folder_ = *shared / "archives/libzip-regress/regress/data";
  }
  fs::path folder_;
};

TEST_F(LibzipSuite, SoundArchivesReadRight) {
  struct Known {
    const char *file, *entry;
    std::uint32_t crc;
  };
  for (const Known& known : {Known{"foo-stored.zip", "foo", 2356372769u},
                             {"mtime-dstpoint-deflated.zip", "abac-repeat.txt", 2956279880u},
                             {"streamed.zip", "-", 3723141383u},
                             {"zip64.zip", "-", 3723141383u},
                             {"testbuffer_reopen.zip", "newfile.txt", 4162524597u},
                             {"test.zip", "testdir/test2", 1001993670u},
                             {"bigzero-zip.zip", "bigzero.zip", 2920644948u},
                             {"cm-default.zip", "large-compressible", 2201893146u}})
    EXPECT_EQ(crc32_of(ZipReader(folder_ / known.file, {.archive_ratio = 1000}).read(known.entry)), known.crc)
        << known.file;
}

TEST_F(LibzipSuite, BrokenEncryptedAndStrangeOnesAreRefused) {
  for (const char* file :
       {"bogus.zip", "broken.zip", "encrypt-1234.zip", "encrypt-aes256.zip", "encrypt-pkware-noentropy.zip",
        "filename_duplicate.zip", "gap.zip", "hmac-error.zip", "incons-central-crc.zip",
        "incons-central-size-larger.zip", "incons-data.zip", "incons-file-count-overflow.zip",
        "incons-local-filename.zip", "incons-stored-size.zip", "incons-zip64-checkcons-overflow.zip",
        "lzma-no-eos.zip", "testbzip2.zip", "testfile-truncated.zip", "testfile-zstd.zip"})
    EXPECT_TRUE(failure_of([&] { contents(folder_ / file); }).failed) << file;
}

TEST_F(LibzipSuite, EveryFileGivesContentOrAnError) {
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder_.parent_path().parent_path()))
    if (entry.path().extension() == ".zip") {
      failure_of([&] { contents(entry.path()); });
      ++files;
    }
  EXPECT_GT(files, 150);
}

}  // namespace
}  // namespace fovea
