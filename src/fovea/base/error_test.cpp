#include "fovea/base/error.h"

#include <gtest/gtest.h>

namespace fovea {
namespace {

TEST(Error, KindsMapToTheExitCodesOfCommands) {
  EXPECT_EQ(exit_code(ErrorKind::usage), 2);
  EXPECT_EQ(exit_code(ErrorKind::shape), 2);
  EXPECT_EQ(exit_code(ErrorKind::dtype), 2);
  EXPECT_EQ(exit_code(ErrorKind::format), 3);
  EXPECT_EQ(exit_code(ErrorKind::unsupported), 3);
  EXPECT_EQ(exit_code(ErrorKind::unreadable), 3);
  EXPECT_EQ(exit_code(ErrorKind::resource), 4);
  EXPECT_EQ(exit_code(ErrorKind::diverged), 1);
  EXPECT_EQ(exit_code(ErrorKind::internal), 1);
}

TEST(Error, FailThrowsTheTextAndTheKind) {
  try {
    fail(ErrorKind::resource, "no room");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::resource);
    EXPECT_STREQ(e.what(), "no room");
  }
}

}  // namespace
}  // namespace fovea
