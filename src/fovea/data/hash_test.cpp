#include "fovea/data/hash.h"

#include <gtest/gtest.h>

#include "fovea/data/test_folder.h"

namespace fovea {
namespace {

TEST(Sha256, MatchesTheStandardsExamples) {
  // FIPS 180-2, appendix B.
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 pieces;
  pieces.update("a");
  pieces.update("bc");
  EXPECT_EQ(pieces.hex(), sha256("abc"));
}

TEST(Sha256, ReadsFilesInPieces) {
  const TestFolder folder;
  const std::string million(1'000'000, 'a');
  EXPECT_EQ(sha256_file(folder.add("a", million)),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  EXPECT_EQ(sha256_file(folder.add("b", "")), sha256(""));
  EXPECT_EQ(failure_of([&] { sha256_file(folder / "none"); }).kind, ErrorKind::unreadable);
  EXPECT_EQ(failure_of([&] { sha256_file(folder.path()); }).kind, ErrorKind::unreadable);
}

}  // namespace
}  // namespace fovea
